/** Dead letters over REST: list, show, replay and drop. Records are sent there by {@code runtime.messaging}. */
package io.nephrite.eval.app.deadletter;
