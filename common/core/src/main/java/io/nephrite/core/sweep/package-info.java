/**
 * Finds what a sealed version still lacks and asks for it again. Events may get lost, with a broker's disk or by a
 * fault of ours; the store then says what is not there. {@link io.nephrite.core.sweep.MissingWork} reads it,
 * {@link io.nephrite.core.sweep.Sweep} decides when to ask.
 */
package io.nephrite.core.sweep;
