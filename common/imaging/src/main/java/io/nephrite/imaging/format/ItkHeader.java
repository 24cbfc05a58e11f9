package io.nephrite.imaging.format;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Spacing;

/** A sound header whose geometry is ITK's own. */
public record ItkHeader(VoxelLayout layout, ItkGeometry geometry) implements ImageHeader {
    @Override
    public Spacing spacing() {
        return geometry.spacing();
    }

    @Override
    public Affine affine() {
        return geometry.affine();
    }

    @Override
    public boolean planar() {
        return geometry.axes() == 2;
    }
}
