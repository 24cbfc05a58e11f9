package io.nephrite.imaging.nifti;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;

/**
 * Where the voxels of a file lie.
 *
 * @param shape array frame
 * @param spacing array frame, mm
 * @param affine image frame to mm
 */
public record NiftiGrid(Shape3 shape, Spacing spacing, Affine affine) {}
