/**
 * The format NRRD: {@code .nrrd}, and {@code .nhdr} with its voxels in a file beside it. Rules that all formats share
 * are in {@code imaging.format}.
 */
package io.nephrite.imaging.nrrd;
