/**
 * What every service shares and only services may use: Quarkus, Kafka and MinIO. A service's {@code app} package
 * connects its steps to these beans; nothing here knows a particular service.
 */
package io.nephrite.runtime;
