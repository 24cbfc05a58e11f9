package io.nephrite.imaging.nifti;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is odd about a header, and what it tells all the same: each part is absent where a fault leaves no
 * meaning in it.
 *
 * @param faults errors and warnings; empty for a sound header
 * @param voxels absent where they cannot be read
 * @param shape array frame
 * @param spacing array frame, mm
 * @param affine image frame to mm
 */
public record HeaderFindings(
        List<Fault> faults,
        Optional<VoxelLayout> voxels,
        Optional<Shape3> shape,
        Optional<Spacing> spacing,
        Optional<Affine> affine) {
    public HeaderFindings {
        faults = List.copyOf(faults);
    }

    /**
     * @param bytes the file's first bytes: a whole header, more is ignored
     * @throws NiftiException where this is no header of a single-file NIfTI
     */
    public static HeaderFindings of(byte[] bytes) {
        return HeaderRules.judge(HeaderRules.fields(bytes));
    }
}
