/**
 * The events that the services exchange, their topics, and the AsyncAPI document made from them. Kafka's classes may
 * not be used here; {@code runtime} sends and receives.
 */
package io.nephrite.core.event;
