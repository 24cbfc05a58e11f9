/**
 * Draws batches of patches from preprocessed cases, on threads of its own. Patches are changed at random in {@code
 * learning.augment}.
 */
package io.nephrite.learning.sample;
