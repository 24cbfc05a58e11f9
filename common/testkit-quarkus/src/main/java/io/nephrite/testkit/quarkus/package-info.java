/** A service in a test: its channels without a broker, its buckets without a server. */
package io.nephrite.testkit.quarkus;
