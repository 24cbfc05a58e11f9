/**
 * What the service reads, writes and sends that fingerprints and preprocesses cases. Quarkus, Kafka and MinIO may not
 * be used here.
 */
package io.nephrite.preprocess.step;
