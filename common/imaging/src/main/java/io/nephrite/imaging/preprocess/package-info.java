/**
 * nnU-Net's preprocessing: fingerprint, crop, normalisation and resampling of a case, and the memory that it takes. No
 * files are read here.
 */
package io.nephrite.imaging.preprocess;
