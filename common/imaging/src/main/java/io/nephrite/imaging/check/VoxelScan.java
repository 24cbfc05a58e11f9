package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import java.util.List;

/** Takes voxels in the file's order, a chunk at a time. */
interface VoxelScan {
    /** @param bytes whole voxels as stored, from index 0; the array is used again */
    void accept(byte[] bytes, int voxels);

    /** What was found, after the last voxel. */
    List<Fault> faults();
}
