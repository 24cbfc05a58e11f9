package io.nephrite.imaging.format;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    /** Errors after which something is wrong but the voxels can still be read. */
    private static final Set<FaultCode> READABLE =
            EnumSet.of(FaultCode.AFFINE_SHEARED, FaultCode.AFFINE_DEGENERATE, FaultCode.NOT_GZIP);

    public HeaderFindings {
        faults = List.copyOf(faults);
    }

    /**
     * Requires that the voxels can be read.
     *
     * @throws ImageFileException with the first error that leaves no meaning in the voxels
     */
    public void requireReadable() {
        for (Fault fault : faults) {
            if (fault.isError() && !READABLE.contains(fault.code())) {
                throw new ImageFileException(fault);
            }
        }
    }
}
