package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.geometry.Shape3;
import java.util.List;

/** Takes voxels in the file's order, a chunk at a time. */
interface VoxelScan {
    /**
     * Takes the next voxels of the file.
     *
     * @param bytes whole voxels as stored, from index 0; the array is used again
     */
    void accept(byte[] bytes, int voxels);

    /** What was found, after the last voxel. */
    List<Fault> faults();

    /**
     * Names the place of a voxel, such as {@code voxel (x 1, y 2, z 3)}.
     *
     * @param index of a voxel in the file's order, in a volume of that shape
     */
    static String place(Shape3 shape, long index) {
        long row = index / shape.x();
        return "voxel (x " + index % shape.x() + ", y " + row % shape.y() + ", z " + row / shape.y() + ")";
    }
}
