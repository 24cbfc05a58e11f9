/** NRRD: {@code .nrrd}, and {@code .nhdr} with its voxels in a file beside it. */
package io.nephrite.imaging.nrrd;
