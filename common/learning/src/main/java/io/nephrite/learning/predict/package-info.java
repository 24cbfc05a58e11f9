/** Predicts a case with a sliding window and averages folds. Label maps are restored in {@code imaging.restore}. */
package io.nephrite.learning.predict;
