package io.nephrite.imaging.format;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;

/**
 * A sound header of an image file, whatever its format. Implementations keep what is needed to write its geometry
 * again.
 */
public interface ImageHeader {
    /** How the voxels are stored. */
    VoxelLayout layout();

    /** Array frame, mm; for planar images z is what nnU-Net's reader gives. */
    Spacing spacing();

    /** Image frame to mm. */
    Affine affine();

    /** Whether the file has two dimensions. */
    boolean planar();

    /** Array frame; z is 1 for planar images. */
    default Shape3 shape() {
        return layout().shape();
    }

    /** Volumes in the file. */
    default int channels() {
        return layout().channels();
    }
}
