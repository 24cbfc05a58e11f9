package io.nephrite.learning.augment;

import io.nephrite.core.numpy.HalfPrecision;

/**
 * As nnU-Net v2: the image by linear interpolation with zeros outside, labels by the largest of their interpolated
 * indicators.
 *
 * <p>Reference: batchgeneratorsv2 SpatialTransform with torch's grid_sample (align_corners false).
 */
final class LinearTransform implements SpatialTransform {
    private static final byte OUTSIDE = -1;
    /** Indicators are scaled before they are rounded to half precision: near ties become ties, and the lowest wins. */
    private static final float INDICATOR = 1000f;

    private final SourceGrid grid;
    private final int[] from;
    private final int[] to;
    private final float[] low = new float[3];
    private final float[] high = new float[3];
    private final byte[] cornerLabels = new byte[8];
    private final float[] cornerWeights = new float[8];

    /**
     * @param from shape of the source box (z, y, x)
     * @param to shape of the result, about the same centre
     * @param planar whether z stays as it is
     */
    LinearTransform(int[] from, int[] to, boolean planar) {
        this.grid = new SourceGrid(from, to);
        this.from = from.clone();
        this.to = to.clone();
        int first = planar ? 1 : 0;
        for (int axis = 0; axis < 3; axis++) {
            // nnU-Net compares each axis with the half voxel of the axis at the other end: kept, it decides where
            // labels end
            double n = from[axis];
            double other = axis < first ? n : from[first + 2 - axis];
            low[axis] = (float) ((n / other - 1) / 2);
            high[axis] = (float) (n - 0.5 - n / other / 2);
        }
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

    private static float weight(int corner, float fz, float fy, float fx) {
        return ((corner & 4) == 0 ? 1 - fz : fz)
                * ((corner & 2) == 0 ? 1 - fy : fy)
                * ((corner & 1) == 0 ? 1 - fx : fx);
    }

    /** Labels whose source lies outside of the box, beyond about the centres of its outermost voxels, become −1. */
    @Override
    public void segmentation(byte[] source, byte[] result, int resultOffset, double[] matrix) {
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
                    result[at++] = label(source, step, z0 + k * dz, y0 + k * dy, x0 + k * dx);
                }
            }
        }
    }

    private byte label(byte[] source, int[] step, float z, float y, float x) {
        if (z < low[0] || y < low[1] || x < low[2] || z > high[0] || y > high[1] || x > high[2]) {
            return OUTSIDE;
        }
        int iz = (int) Math.floor(z);
        int iy = (int) Math.floor(y);
        int ix = (int) Math.floor(x);
        if (iz < 0 || iy < 0 || ix < 0 || iz >= from[0] - 1 || iy >= from[1] - 1 || ix >= from[2] - 1) {
            return vote(source, step, iz, iy, ix, z - iz, y - iy, x - ix);
        }
        int up = step[0];
        int down = step[1];
        int p = iz * up + iy * down + ix;
        byte first = source[p];
        if (first == source[p + 1]
                && first == source[p + down]
                && first == source[p + down + 1]
                && first == source[p + up]
                && first == source[p + up + 1]
                && first == source[p + up + down]
                && first == source[p + up + down + 1]) {
            return first;
        }
        return vote(source, step, iz, iy, ix, z - iz, y - iy, x - ix);
    }

    private byte vote(byte[] source, int[] step, int iz, int iy, int ix, float fz, float fy, float fx) {
        int distinct = 0;
        for (int corner = 0; corner < 8; corner++) {
            int cz = iz + (corner >> 2);
            int cy = iy + (corner >> 1 & 1);
            int cx = ix + (corner & 1);
            if (cz < 0 || cy < 0 || cx < 0 || cz >= from[0] || cy >= from[1] || cx >= from[2]) {
                continue;
            }
            byte label = source[cz * step[0] + cy * step[1] + cx];
            int slot = 0;
            while (slot < distinct && cornerLabels[slot] != label) {
                slot++;
            }
            if (slot == distinct) {
                cornerLabels[distinct] = label;
                cornerWeights[distinct++] = 0;
            }
            cornerWeights[slot] += INDICATOR * weight(corner, fz, fy, fx);
        }
        byte best = cornerLabels[0];
        float most = HalfPrecision.round(cornerWeights[0]);
        for (int slot = 1; slot < distinct; slot++) {
            float score = HalfPrecision.round(cornerWeights[slot]);
            if (score > most || (score == most && cornerLabels[slot] < best)) {
                most = score;
                best = cornerLabels[slot];
            }
        }
        return best;
    }
}
