/**
 * Finds what a sealed version lacks and asks for it again, since events may get lost. {@link
 * io.nephrite.core.sweep.MissingWork} reads the store, {@link io.nephrite.core.sweep.Sweep} decides when to ask.
 * Nothing here does the missing work.
 */
package io.nephrite.core.sweep;
