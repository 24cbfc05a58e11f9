/**
 * What a format of image files has to offer: a codec opens a source as a stream of header and voxels, and writes label
 * maps. Each format has a package of its own; {@code imaging.read} picks among them.
 */
package io.nephrite.imaging.format;
