/**
 * What the service reads, writes and sends that measures, chooses, reports, and serves the page. Quarkus, Kafka and
 * MinIO may not be used here.
 */
package io.nephrite.eval.step;
