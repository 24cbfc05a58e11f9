/** What is right and wrong with a dataset, from a snapshot of it: reads no store and emits nothing. */
package io.nephrite.ingest.verdict;
