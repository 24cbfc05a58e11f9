/** Broker, store and services together in one data folder. Commands use it; it knows no command. */
package io.nephrite.local.system;
