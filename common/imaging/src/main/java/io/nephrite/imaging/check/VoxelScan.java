package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import java.util.List;

/** Takes voxels in the file's order, a chunk at a time. */
interface VoxelScan {
    /** @param values as stored, before slope and intercept; the array is used again */
    void accept(double[] values, int count);

    /** What was found, after the last voxel. */
    List<Fault> faults();
}
