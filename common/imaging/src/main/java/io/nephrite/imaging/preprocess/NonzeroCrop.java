package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.volume.LabelArray;

/** The non-zero part of an image: its box, and what lies within the box but outside of the body. Array frame. */
public final class NonzeroCrop {
    private final Shape3 shape;
    private final BoundingBox box;
    private final VoxelMask outside;
    private final boolean anyOutside;

    NonzeroCrop(Shape3 shape, BoundingBox box, VoxelMask outside, boolean anyOutside) {
        this.shape = shape;
        this.box = box;
        this.outside = outside;
        this.anyOutside = anyOutside;
    }

    /** Of the image that was cropped. */
    public Shape3 shape() {
        return shape;
    }

    public BoundingBox box() {
        return box;
    }

    /** Voxels of the box by voxels of the image. */
    public double relativeSize() {
        return (double) box.shape().voxels() / shape.voxels();
    }

    /** Whether a voxel of the image is zero and 6-connected to the image's border by zeros. Inside of the box only. */
    public boolean isOutside(int z, int y, int x) {
        return anyOutside && outside.get(z * shape.y() + y, x);
    }

    /**
     * Writes −1 where a label is 0 and the voxel is outside of the body.
     *
     * @param labels the box in the frame that {@code order} leads to, C order; changed
     */
    void markOutside(LabelArray labels, AxisOrder order) {
        if (!anyOutside) {
            return;
        }
        Shape3 turned = order.apply(box.shape());
        int[] turnedSteps = {turned.y() * turned.x(), turned.x(), 1};
        int[] steps = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            steps[order.source(axis)] = turnedSteps[axis];
        }
        for (int z = box.z0(); z < box.z1(); z++) {
            for (int y = box.y0(); y < box.y1(); y++) {
                int row = z * shape.y() + y;
                int base = (z - box.z0()) * steps[0] + (y - box.y0()) * steps[1];
                int x = outside.nextSet(row, box.x0(), box.x1());
                while (x < box.x1()) {
                    int end = outside.nextClear(row, x, box.x1());
                    for (; x < end; x++) {
                        int at = base + (x - box.x0()) * steps[2];
                        if (labels.get(at) == 0) {
                            labels.set(at, -1);
                        }
                    }
                    x = outside.nextSet(row, end, box.x1());
                }
            }
        }
    }
}
