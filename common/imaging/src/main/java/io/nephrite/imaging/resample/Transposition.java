package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.volume.LabelArray;

/** Copies a box of a volume with its axes permuted, in tiles so that neither side misses the cache at every voxel. */
public final class Transposition {
    private static final int TILE = 32;

    private Transposition() {}

    /**
     * Copies planes {@code first} … {@code first + count − 1} of the permuted box.
     *
     * @param offset of the channel in {@code source}
     * @param shape of the source
     * @param box in the source's frame
     * @param order axis i of the target is axis {@code order.source(i)} of the source
     */
    public static void planes(
            float[] source,
            int offset,
            Shape3 shape,
            BoundingBox box,
            AxisOrder order,
            int first,
            int count,
            float[] target) {
        Strides s = Strides.of(offset, shape, box, order);
        int height = s.shape.y();
        int width = s.shape.x();
        if (s.x == 1) {
            for (int z = 0; z < count; z++) {
                for (int y = 0; y < height; y++) {
                    System.arraycopy(
                            source, s.start + (first + z) * s.z + y * s.y, target, (z * height + y) * width, width);
                }
            }
        } else if (s.z == 1) {
            for (int y = 0; y < height; y++) {
                for (int x0 = 0; x0 < width; x0 += TILE) {
                    int end = Math.min(width, x0 + TILE);
                    // A tile's lines of the source stay in the cache while each plane gets its part of the row.
                    for (int z = 0; z < count; z++) {
                        int from = s.start + first + z + y * s.y;
                        int to = (z * height + y) * width;
                        for (int x = x0; x < end; x++) {
                            target[to + x] = source[from + x * s.x];
                        }
                    }
                }
            }
        } else {
            for (int z = 0; z < count; z++) {
                for (int x0 = 0; x0 < width; x0 += TILE) {
                    for (int y = 0; y < height; y++) {
                        int from = s.start + (first + z) * s.z + y * s.y;
                        int to = (z * height + y) * width;
                        for (int x = x0; x < Math.min(width, x0 + TILE); x++) {
                            target[to + x] = source[from + x * s.x];
                        }
                    }
                }
            }
        }
    }

    /**
     * The same for labels.
     *
     * @param target of the same element type
     */
    public static void planes(
            LabelArray source,
            int offset,
            Shape3 shape,
            BoundingBox box,
            AxisOrder order,
            int first,
            int count,
            LabelArray target,
            int targetOffset) {
        Strides s = Strides.of(offset, shape, box, order);
        int height = s.shape.y();
        int width = s.shape.x();
        if (s.x == 1) {
            for (int z = 0; z < count; z++) {
                for (int y = 0; y < height; y++) {
                    source.copyTo(
                            s.start + (first + z) * s.z + y * s.y,
                            target,
                            targetOffset + (z * height + y) * width,
                            width);
                }
            }
        } else if (s.z == 1) {
            for (int y = 0; y < height; y++) {
                for (int x0 = 0; x0 < width; x0 += TILE) {
                    int end = Math.min(width, x0 + TILE);
                    // A tile's lines of the source stay in the cache while each plane gets its part of the row.
                    for (int z = 0; z < count; z++) {
                        int from = s.start + first + z + y * s.y;
                        int to = targetOffset + (z * height + y) * width;
                        for (int x = x0; x < end; x++) {
                            target.set(to + x, source.get(from + x * s.x));
                        }
                    }
                }
            }
        } else {
            for (int z = 0; z < count; z++) {
                for (int x0 = 0; x0 < width; x0 += TILE) {
                    for (int y = 0; y < height; y++) {
                        int from = s.start + (first + z) * s.z + y * s.y;
                        int to = targetOffset + (z * height + y) * width;
                        for (int x = x0; x < Math.min(width, x0 + TILE); x++) {
                            target.set(to + x, source.get(from + x * s.x));
                        }
                    }
                }
            }
        }
    }

    /** Steps in the source for one step along each axis of the target. */
    private record Strides(int start, int z, int y, int x, Shape3 shape) {
        static Strides of(int offset, Shape3 shape, BoundingBox box, AxisOrder order) {
            int[] step = {shape.y() * shape.x(), shape.x(), 1};
            int start = offset + box.z0() * step[0] + box.y0() * step[1] + box.x0();
            return new Strides(
                    start,
                    step[order.source(0)],
                    step[order.source(1)],
                    step[order.source(2)],
                    order.apply(box.shape()));
        }
    }
}
