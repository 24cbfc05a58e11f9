package io.nephrite.imaging.read;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.ImageHeader;

/**
 * The header of a case's first file and the number of channels, known before voxels are read.
 *
 * @param first header of the first image; results are written with its geometry
 * @param channels of all files together
 */
public record CaseHeader(ImageHeader first, int channels) {
    /** Array frame. */
    public Shape3 shape() {
        return first.shape();
    }

    /** Array frame, mm. */
    public Spacing spacing() {
        return first.spacing();
    }
}
