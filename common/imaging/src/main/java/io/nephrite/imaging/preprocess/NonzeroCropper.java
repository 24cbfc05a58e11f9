package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.volume.ImageVolume;
import java.util.Arrays;

/**
 * Finds the part of an image in which any channel is not 0, holes filled. Filling cannot move the box, so zeros are
 * only followed from the box's faces inwards, a run at a time: on CT, where hardly a voxel is 0, this costs one pass
 * over the image.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code crop_to_nonzero}, scipy {@code binary_fill_holes}; identical.
 */
public final class NonzeroCropper {
    private NonzeroCropper() {}

    public static NonzeroCrop crop(ImageVolume image, int threads) {
        Shape3 shape = image.shape();
        VoxelMask mask = new VoxelMask(shape);
        Parallel.forEach(threads, shape.z(), z -> {
            for (int y = 0; y < shape.y(); y++) {
                int row = z * shape.y() + y;
                for (int c = 0; c < image.channels(); c++) {
                    mask.orNonzero(row, image.voxels(), image.offset(c) + row * shape.x());
                }
            }
        });
        BoundingBox box = box(mask);
        VoxelMask outside = new OutsideFill(mask, box).fill();
        return new NonzeroCrop(shape, box, outside, anySet(outside, box));
    }

    /** The whole image where every voxel is 0. */
    private static BoundingBox box(VoxelMask mask) {
        Shape3 shape = mask.shape();
        int[] low = {shape.z(), shape.y(), shape.x()};
        int[] high = {0, 0, 0};
        for (int z = 0; z < shape.z(); z++) {
            for (int y = 0; y < shape.y(); y++) {
                int row = z * shape.y() + y;
                int first = mask.nextSet(row, 0, shape.x());
                if (first == shape.x()) {
                    continue;
                }
                low[0] = Math.min(low[0], z);
                high[0] = z + 1;
                low[1] = Math.min(low[1], y);
                high[1] = Math.max(high[1], y + 1);
                low[2] = Math.min(low[2], first);
                for (int x = Math.max(first, high[2]); x < shape.x(); ) {
                    int end = mask.nextClear(row, x, shape.x());
                    high[2] = Math.max(high[2], end == x ? 0 : end);
                    x = mask.nextSet(row, end, shape.x());
                }
            }
        }
        return high[0] == 0
                ? BoundingBox.whole(shape)
                : new BoundingBox(low[0], high[0], low[1], high[1], low[2], high[2]);
    }

    private static boolean anySet(VoxelMask mask, BoundingBox box) {
        for (int z = box.z0(); z < box.z1(); z++) {
            for (int y = box.y0(); y < box.y1(); y++) {
                if (mask.nextSet(z * mask.shape().y() + y, box.x0(), box.x1()) < box.x1()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Follows the zeros from the faces of the box, through faces of voxels. */
    private static final class OutsideFill {
        private final VoxelMask mask;
        private final BoundingBox box;
        private final VoxelMask outside;
        private final int rowsPerPlane;
        private int[] stack = new int[1 << 10];
        private int depth;

        OutsideFill(VoxelMask mask, BoundingBox box) {
            this.mask = mask;
            this.box = box;
            this.outside = new VoxelMask(mask.shape());
            this.rowsPerPlane = mask.shape().y();
        }

        VoxelMask fill() {
            for (int z = box.z0(); z < box.z1(); z++) {
                for (int y = box.y0(); y < box.y1(); y++) {
                    int row = z * rowsPerPlane + y;
                    boolean face = z == box.z0() || z == box.z1() - 1 || y == box.y0() || y == box.y1() - 1;
                    if (face) {
                        pushOpen(row, box.x0(), box.x1());
                    } else {
                        pushOpen(row, box.x0(), box.x0() + 1);
                        pushOpen(row, box.x1() - 1, box.x1());
                    }
                    drain();
                }
            }
            return outside;
        }

        /** A zero that was reached is set in the mask too, so that it is not reached again. */
        private void drain() {
            while (depth > 0) {
                int x = stack[--depth];
                int row = stack[--depth];
                if (mask.get(row, x)) {
                    continue;
                }
                int end = mask.nextSet(row, x, box.x1());
                int start = x;
                while (start > box.x0() && !mask.get(row, start - 1)) {
                    start--;
                }
                mask.set(row, start, end);
                outside.set(row, start, end);
                int z = row / rowsPerPlane;
                int y = row % rowsPerPlane;
                if (z > box.z0()) {
                    pushOpen(row - rowsPerPlane, start, end);
                }
                if (z < box.z1() - 1) {
                    pushOpen(row + rowsPerPlane, start, end);
                }
                if (y > box.y0()) {
                    pushOpen(row - 1, start, end);
                }
                if (y < box.y1() - 1) {
                    pushOpen(row + 1, start, end);
                }
            }
        }

        /** One voxel of every run of zeros in [from, to). */
        private void pushOpen(int row, int from, int to) {
            int x = mask.nextClear(row, from, to);
            while (x < to) {
                if (depth + 2 > stack.length) {
                    stack = Arrays.copyOf(stack, stack.length * 2);
                }
                stack[depth++] = row;
                stack[depth++] = x;
                x = mask.nextClear(row, mask.nextSet(row, x, to), to);
            }
        }
    }
}
