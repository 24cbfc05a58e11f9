/** What is right and wrong with a dataset, from a snapshot of it. It reads no store and sends nothing. */
package io.nephrite.ingest.verdict;
