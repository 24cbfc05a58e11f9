package io.nephrite.learning.augment;

import io.nephrite.core.numpy.HalfPrecision;

/**
 * As nnU-Net v2: the image by linear interpolation with zeros outside, labels by the highest of their scores, which are
 * the interpolated values of their 0/1 masks; everything outside is −1. Of equal scores that of the nearest voxel's
 * label wins, or else that of the smallest label.
 *
 * <p>Reference: batchgeneratorsv2 0.3.6 SpatialTransform with torch's grid_sample (align_corners false).
 */
final class LinearTransform implements SpatialTransform {
    private static final short OUTSIDE = -1;
    /** Masks are scaled before scores are rounded to half precision, by which near ties become ties. */
    private static final float MASK = 1000f;

    private final SourceGrid grid;
    private final int[] from;
    private final int[] to;
    private final boolean planar;
    private final short[] labels = new short[8];
    private final float[] scores = new float[8];

    /**
     * @param from shape of the source box (z, y, x)
     * @param to shape of the result, about the same centre
     * @param planar whether z stays as it is
     */
    LinearTransform(int[] from, int[] to, boolean planar) {
        this.grid = new SourceGrid(from, to);
        this.from = from.clone();
        this.to = to.clone();
        this.planar = planar;
    }

    private static int[] strides(int[] shape) {
        return new int[] {shape[1] * shape[2], shape[2], 1};
    }

    @Override
    public void image(float[] source, int sourceOffset, float[] result, int resultOffset, double[] matrix) {
        int[] step = strides(from);
        int at = resultOffset;
        float dz = (float) matrix[2];
        float dy = (float) matrix[5];
        float dx = (float) matrix[8];
        for (int i = 0; i < to[0]; i++) {
            for (int j = 0; j < to[1]; j++) {
                float z0 = (float) grid.start(matrix, 0, i, j);
                float y0 = (float) grid.start(matrix, 1, i, j);
                float x0 = (float) grid.start(matrix, 2, i, j);
                for (int k = 0; k < to[2]; k++) {
                    result[at++] = linear(source, sourceOffset, step, z0 + k * dz, y0 + k * dy, x0 + k * dx);
                }
            }
        }
    }

    private float linear(float[] source, int offset, int[] step, float z, float y, float x) {
        int iz = (int) Math.floor(z);
        int iy = (int) Math.floor(y);
        int ix = (int) Math.floor(x);
        float fz = z - iz;
        float fy = y - iy;
        float fx = x - ix;
        if (iz >= 0 && iy >= 0 && ix >= 0 && iz < from[0] - 1 && iy < from[1] - 1 && ix < from[2] - 1) {
            int p = offset + iz * step[0] + iy * step[1] + ix;
            int q = p + step[1];
            float near = (source[p] * (1 - fx) + source[p + 1] * fx) * (1 - fy)
                    + (source[q] * (1 - fx) + source[q + 1] * fx) * fy;
            p += step[0];
            q += step[0];
            float far = (source[p] * (1 - fx) + source[p + 1] * fx) * (1 - fy)
                    + (source[q] * (1 - fx) + source[q + 1] * fx) * fy;
            return near * (1 - fz) + far * fz;
        }
        if (iz < -1 || iy < -1 || ix < -1 || iz >= from[0] || iy >= from[1] || ix >= from[2]) {
            return 0;
        }
        float sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int cz = iz + (corner >> 2);
            int cy = iy + (corner >> 1 & 1);
            int cx = ix + (corner & 1);
            if (cz >= 0 && cy >= 0 && cx >= 0 && cz < from[0] && cy < from[1] && cx < from[2]) {
                sum += source[offset + cz * step[0] + cy * step[1] + cx] * weight(corner, fz, fy, fx);
            }
        }
        return sum;
    }

    /** Multiplied in torch's order. */
    private static float weight(int corner, float fz, float fy, float fx) {
        return ((corner & 1) == 0 ? 1 - fx : fx)
                * ((corner & 2) == 0 ? 1 - fy : fy)
                * ((corner & 4) == 0 ? 1 - fz : fz);
    }

    @Override
    public void segmentation(short[] source, short[] result, int resultOffset, double[] matrix) {
        int[] step = strides(from);
        int at = resultOffset;
        for (int i = 0; i < to[0]; i++) {
            for (int j = 0; j < to[1]; j++) {
                double z0 = grid.centredStart(matrix, 0, i, j);
                double y0 = grid.centredStart(matrix, 1, i, j);
                double x0 = grid.centredStart(matrix, 2, i, j);
                for (int k = 0; k < to[2]; k++) {
                    float z = planar ? i : coordinate(z0 + k * matrix[2], from[0]);
                    float y = coordinate(y0 + k * matrix[5], from[1]);
                    float x = coordinate(x0 + k * matrix[8], from[2]);
                    result[at++] = label(source, step, z, y, x);
                }
            }
        }
    }

    /**
     * In voxels, by way of torch's normalised coordinate and in single precision: which of two equally near voxels is
     * the nearest depends on the rounding.
     *
     * @param centred from the centre of the box on
     */
    private static float coordinate(double centred, int n) {
        float normalised = (float) centred / (n / 2f);
        return ((normalised + 1) * n - 1) / 2;
    }

    private short label(short[] source, int[] step, float z, float y, float x) {
        int iz = (int) Math.floor(z);
        int iy = (int) Math.floor(y);
        int ix = (int) Math.floor(x);
        // a slice that is met exactly needs no other, as in planar transforms
        int upper = z == iz ? iz : iz + 1;
        if (iz < 0 || iy < 0 || ix < 0 || upper >= from[0] || iy >= from[1] - 1 || ix >= from[2] - 1) {
            return vote(source, step, z, y, x);
        }
        int up = (upper - iz) * step[0];
        int down = step[1];
        int p = iz * step[0] + iy * down + ix;
        short first = source[p];
        if (first == source[p + 1]
                && first == source[p + down]
                && first == source[p + down + 1]
                && first == source[p + up]
                && first == source[p + up + 1]
                && first == source[p + up + down]
                && first == source[p + up + down + 1]) {
            return first;
        }
        return vote(source, step, z, y, x);
    }

    private short vote(short[] source, int[] step, float z, float y, float x) {
        int iz = (int) Math.floor(z);
        int iy = (int) Math.floor(y);
        int ix = (int) Math.floor(x);
        int distinct = 0;
        for (int corner = 0; corner < 8; corner++) {
            short label = labelAt(source, step, iz + (corner >> 2), iy + (corner >> 1 & 1), ix + (corner & 1));
            int slot = 0;
            while (slot < distinct && labels[slot] != label) {
                slot++;
            }
            if (slot == distinct) {
                labels[distinct] = label;
                scores[distinct++] = 0;
            }
            scores[slot] += MASK * weight(corner, z - iz, y - iy, x - ix);
        }
        float highest = 0;
        for (int slot = 0; slot < distinct; slot++) {
            scores[slot] = HalfPrecision.round(scores[slot]);
            highest = Math.max(highest, scores[slot]);
        }
        short nearest = labelAt(source, step, (int) Math.rint(z), (int) Math.rint(y), (int) Math.rint(x));
        short smallest = Short.MAX_VALUE;
        for (int slot = 0; slot < distinct; slot++) {
            if (scores[slot] == highest) {
                if (labels[slot] == nearest) {
                    return nearest;
                }
                smallest = labels[slot] < smallest ? labels[slot] : smallest;
            }
        }
        return smallest;
    }

    private short labelAt(short[] source, int[] step, int z, int y, int x) {
        return z < 0 || y < 0 || x < 0 || z >= from[0] || y >= from[1] || x >= from[2]
                ? OUTSIDE
                : source[z * step[0] + y * step[1] + x];
    }
}
