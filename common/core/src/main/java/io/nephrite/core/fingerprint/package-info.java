/** Fingerprints of cases and datasets as values. Voxels are counted in {@code imaging.preprocess}. */
package io.nephrite.core.fingerprint;
