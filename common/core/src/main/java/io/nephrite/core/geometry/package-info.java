/** Shapes, spacings, axis orders and affines of images. No voxels are held here. */
package io.nephrite.core.geometry;
