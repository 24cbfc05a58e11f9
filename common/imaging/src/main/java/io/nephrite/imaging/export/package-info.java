/** Preprocessed cases as files for other programs. What preprocessing computes is in {@code imaging.preprocess}. */
package io.nephrite.imaging.export;
