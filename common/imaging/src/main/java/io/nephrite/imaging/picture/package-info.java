/**
 * Pictures of slices: intensities in grey, labels and differences of labels in colour, as PNG. Everything but the PNG
 * is an ImgLib2 view whose pixels are computed when they are read: dimension 0 runs to the right, dimension 1 down.
 */
package io.nephrite.imaging.picture;
