/**
 * When datasets are deleted and leftovers swept: REST and the timer that goes on with what was asked for. What is
 * deleted and in which order is decided in {@code io.nephrite.core.housekeeping}, not here.
 */
package io.nephrite.eval.app.housekeeping;
