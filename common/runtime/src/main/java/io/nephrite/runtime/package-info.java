/**
 * What every service shares and only services may know: Quarkus, Kafka, MinIO. A service's {@code app} package wires
 * its steps to these beans.
 */
package io.nephrite.runtime;
