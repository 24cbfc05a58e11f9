/**
 * What the service reads, writes and sends that plans experiments and releases trainings. Quarkus, Kafka and MinIO may
 * not be used here.
 */
package io.nephrite.planner.step;
