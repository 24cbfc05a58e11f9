package io.nephrite.imaging.raster;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.HeaderFindings;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ItkGeometry;
import io.nephrite.imaging.format.VoxelLayout;
import java.util.List;
import java.util.Optional;

/**
 * Of pictures, which say nothing of a patient: axes as they are stored, the first voxel at the origin, in ITK's frame.
 *
 * @param planar a single picture, else a stack
 */
record RasterHeader(VoxelLayout layout, Spacing spacing, boolean planar) implements ImageHeader {
    /** What nnU-Net's NaturalImage2DIO gives for every picture. */
    static final Spacing PICTURE = new Spacing(999, 1, 1);

    @Override
    public Affine affine() {
        double[][] steps = {{spacing.x(), 0, 0}, {0, spacing.y(), 0}, {0, 0, planar ? 1 : spacing.z()}};
        return ItkGeometry.ofSteps(steps, new double[3]).affine();
    }

    /** @param faults that do not keep it from being read */
    HeaderFindings findings(List<Fault> faults) {
        return new HeaderFindings(
                faults, Optional.of(layout), Optional.of(layout.shape()), Optional.of(spacing), Optional.of(affine()));
    }
}
