/**
 * What a format of image files has to do for the rest: a codec opens a source as a stream of header and voxels and
 * writes labels. One package beside this one for each format; {@code imaging.read} picks among them.
 */
package io.nephrite.imaging.format;
