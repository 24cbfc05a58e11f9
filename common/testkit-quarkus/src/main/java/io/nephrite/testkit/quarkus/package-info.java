/**
 * A service in a test: its channels without a broker, its buckets without a server. Production code may not use it.
 */
package io.nephrite.testkit.quarkus;
