/**
 * What the service reads, writes and sends that accepts uploads, checks cases and seals versions. Quarkus, Kafka and
 * MinIO may not be used here.
 */
package io.nephrite.ingest.step;
