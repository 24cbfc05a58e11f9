package io.nephrite.imaging.surface;

import io.nephrite.core.geometry.Shape3;
import java.util.Arrays;

/** Which voxels of a box belong to a structure, in C order (Z, Y, X). What lies beyond the box is outside of it. */
final class Mask {
    private final boolean[] voxels;
    private final Shape3 shape;

    /** @param voxels kept, not copied */
    Mask(boolean[] voxels, Shape3 shape) {
        if (voxels.length != shape.voxels()) {
            throw new IllegalArgumentException("shape " + shape + " does not have " + voxels.length + " voxels");
        }
        this.voxels = voxels;
        this.shape = shape;
    }

    /**
     * Where the voxels lie that have a face in common with a voxel outside of the mask, ascending. A structure that the
     * border of the image cuts off has a surface there.
     */
    int[] surface() {
        int width = shape.x();
        int plane = width * shape.y();
        int[] positions = new int[1024];
        int count = 0;
        int at = 0;
        for (int z = 0; z < shape.z(); z++) {
            for (int y = 0; y < shape.y(); y++) {
                boolean inner = z > 0 && z < shape.z() - 1 && y > 0 && y < shape.y() - 1;
                for (int x = 0; x < width; x++, at++) {
                    if (voxels[at] && !(inner && x > 0 && x < width - 1 && hasAllNeighbours(at, width, plane))) {
                        if (count == positions.length) {
                            positions = Arrays.copyOf(positions, 2 * count);
                        }
                        positions[count++] = at;
                    }
                }
            }
        }
        return Arrays.copyOf(positions, count);
    }

    private boolean hasAllNeighbours(int at, int width, int plane) {
        return voxels[at - 1]
                && voxels[at + 1]
                && voxels[at - width]
                && voxels[at + width]
                && voxels[at - plane]
                && voxels[at + plane];
    }
}
