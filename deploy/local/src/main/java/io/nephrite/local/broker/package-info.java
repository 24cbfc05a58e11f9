/** The Kafka broker inside of the launcher. Only this package may use Kafka's server. */
package io.nephrite.local.broker;
