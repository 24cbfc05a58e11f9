/**
 * Chooses what predicts from now on: compares the cross-validations of a version and writes nnU-Net's documents about
 * it. When this happens is decided in {@code step}.
 */
package io.nephrite.eval.choice;
