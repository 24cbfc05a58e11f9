/**
 * Pictures of slices as PNG: intensities in grey, labels and their differences in colour. Everything but the PNG is an
 * ImgLib2 view whose pixels are computed when they are read: dimension 0 runs to the right, dimension 1 down. Which
 * slice is shown is decided elsewhere.
 */
package io.nephrite.imaging.picture;
