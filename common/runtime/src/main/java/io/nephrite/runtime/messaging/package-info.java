/** From a record on a topic to a step and back to the broker, with dead letters. Steps may not use this package. */
package io.nephrite.runtime.messaging;
