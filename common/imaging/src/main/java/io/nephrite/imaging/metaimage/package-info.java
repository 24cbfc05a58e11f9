/** MetaImage: {@code .mha}, and {@code .mhd} with its voxels in a file beside it. */
package io.nephrite.imaging.metaimage;
