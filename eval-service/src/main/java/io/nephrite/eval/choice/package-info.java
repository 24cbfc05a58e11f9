/**
 * Chooses what predicts from now on: compares the cross-validations of a version, and writes nnU-Net's documents of it.
 */
package io.nephrite.eval.choice;
