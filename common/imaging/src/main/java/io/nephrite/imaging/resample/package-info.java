/**
 * Resampling as scipy, scikit-image and ITK do it. When it is used is decided in {@code imaging.preprocess} and {@code
 * imaging.restore}.
 */
package io.nephrite.imaging.resample;
