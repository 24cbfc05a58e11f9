/**
 * The format MetaImage: {@code .mha}, and {@code .mhd} with its voxels in a file beside it. Rules that all formats
 * share are in {@code imaging.format}.
 */
package io.nephrite.imaging.metaimage;
