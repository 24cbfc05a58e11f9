/**
 * What the service reads, writes and sends that trains folds and predicts. Quarkus, Kafka and MinIO may not be used
 * here.
 */
package io.nephrite.trainer.step;
