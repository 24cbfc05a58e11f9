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
    /** Far more than single precision errs in a coordinate of a box of some thousand voxels. */
    private static final float MARGIN = 0.01f;

    private final SourceGrid grid;
    private final int[] from;
    private final int[] to;
    private final int[] strides;
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
        this.strides = new int[] {from[1] * from[2], from[2], 1};
        this.planar = planar;
    }

    @Override
    public void image(float[] source, int sourceOffset, float[] result, int resultOffset, double[] matrix) {
        int[] step = strides;
        int at = resultOffset;
        for (int i = 0; i < to[0]; i++) {
            for (int j = 0; j < to[1]; j++) {
                ImageRow row = row(matrix, i, j);
                int first = row.firstInside(to[2], 0, from);
                int end = row.endInside(first, to[2], 0, from);
                outer(source, sourceOffset, step, row, 0, first, result, at);
                inner(source, sourceOffset, step, row, first, end, result, at);
                outer(source, sourceOffset, step, row, end, to[2], result, at);
                at += to[2];
            }
        }
    }

    /** Source coordinates of a row of the result, in voxels: of its first voxel, and from voxel to voxel. */
    private record ImageRow(float z0, float y0, float x0, float dz, float dy, float dx) {
        /** The first of so many points that {@link #isInside}; their number where none is. */
        int firstInside(int count, float margin, int[] from) {
            int first = 0;
            while (first < count && !isInside(first, margin, from)) {
                first++;
            }
            return first;
        }

        /** The point behind the last that {@link #isInside}; {@code first} where none is from there on. */
        int endInside(int first, int count, float margin, int[] from) {
            int end = count;
            while (end > first && !isInside(end - 1, margin, from)) {
                end--;
            }
            return end;
        }

        /**
         * Whether all eight voxels about a point are in the box. Along a row such points follow each other.
         *
         * @param margin least distance to the outermost voxels
         */
        boolean isInside(int k, float margin, int[] from) {
            float z = z0 + k * dz;
            float y = y0 + k * dy;
            float x = x0 + k * dx;
            return z >= margin
                    && y >= margin
                    && x >= margin
                    && z < from[0] - 1 - margin
                    && y < from[1] - 1 - margin
                    && x < from[2] - 1 - margin;
        }
    }

    private ImageRow row(double[] matrix, int i, int j) {
        return new ImageRow(
                (float) grid.start(matrix, 0, i, j),
                (float) grid.start(matrix, 1, i, j),
                (float) grid.start(matrix, 2, i, j),
                (float) matrix[2],
                (float) matrix[5],
                (float) matrix[8]);
    }

    private void outer(
            float[] source, int offset, int[] step, ImageRow row, int first, int end, float[] result, int at) {
        for (int k = first; k < end; k++) {
            result[at + k] =
                    linear(source, offset, step, row.z0 + k * row.dz, row.y0 + k * row.dy, row.x0 + k * row.dx);
        }
    }

    /** Of points with all eight voxels in the box; no coordinate is negative, so that a cast rounds down. */
    private static void inner(
            float[] source, int offset, int[] step, ImageRow row, int first, int end, float[] result, int at) {
        int slice = step[0];
        int line = step[1];
        float z0 = row.z0;
        float y0 = row.y0;
        float x0 = row.x0;
        float dz = row.dz;
        float dy = row.dy;
        float dx = row.dx;
        for (int k = first; k < end; k++) {
            float z = z0 + k * dz;
            float y = y0 + k * dy;
            float x = x0 + k * dx;
            int iz = (int) z;
            int iy = (int) y;
            int ix = (int) x;
            float fz = z - iz;
            float fy = y - iy;
            float fx = x - ix;
            int p = offset + iz * slice + iy * line + ix;
            int q = p + line;
            float near = (source[p] * (1 - fx) + source[p + 1] * fx) * (1 - fy)
                    + (source[q] * (1 - fx) + source[q + 1] * fx) * fy;
            p += slice;
            q += slice;
            float far = (source[p] * (1 - fx) + source[p + 1] * fx) * (1 - fy)
                    + (source[q] * (1 - fx) + source[q + 1] * fx) * fy;
            result[at + k] = near * (1 - fz) + far * fz;
        }
    }

    /** Of a point at the border of the box or outside. */
    private float linear(float[] source, int offset, int[] step, float z, float y, float x) {
        int iz = (int) Math.floor(z);
        int iy = (int) Math.floor(y);
        int ix = (int) Math.floor(x);
        float fz = z - iz;
        float fy = y - iy;
        float fx = x - ix;
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
        int at = resultOffset;
        for (int i = 0; i < to[0]; i++) {
            for (int j = 0; j < to[1]; j++) {
                LabelRow exact = new LabelRow(
                        i,
                        grid.centredStart(matrix, 0, i, j),
                        grid.centredStart(matrix, 1, i, j),
                        grid.centredStart(matrix, 2, i, j),
                        matrix);
                if (planar) {
                    exactRow(source, exact, 0, to[2], result, at);
                } else {
                    ImageRow near = row(matrix, i, j);
                    int first = near.firstInside(to[2], MARGIN, from);
                    int end = near.endInside(first, to[2], MARGIN, from);
                    exactRow(source, exact, 0, first, result, at);
                    uniformRow(source, near, exact, first, end, result, at);
                    exactRow(source, exact, end, to[2], result, at);
                }
                at += to[2];
            }
        }
    }

    private void exactRow(short[] source, LabelRow row, int first, int end, short[] result, int at) {
        for (int k = first; k < end; k++) {
            result[at + k] = label(source, row, k);
        }
    }

    /**
     * Of points whose eight voxels are in the box. Where all eight have one label, that is the result, whatever the
     * weights; the rounding of coordinates matters only close to a voxel's plane, and where labels meet.
     */
    private void uniformRow(short[] source, ImageRow near, LabelRow exact, int first, int end, short[] result, int at) {
        int[] step = strides;
        int slice = step[0];
        int line = step[1];
        float z0 = near.z0;
        float y0 = near.y0;
        float x0 = near.x0;
        float dz = near.dz;
        float dy = near.dy;
        float dx = near.dx;
        for (int k = first; k < end; k++) {
            float z = z0 + k * dz;
            float y = y0 + k * dy;
            float x = x0 + k * dx;
            int iz = (int) z;
            int iy = (int) y;
            int ix = (int) x;
            int p = iz * slice + iy * line + ix;
            int q = p + slice;
            short label = source[p];
            boolean isUniform = label == source[p + 1]
                    && label == source[p + line]
                    && label == source[p + line + 1]
                    && label == source[q]
                    && label == source[q + 1]
                    && label == source[q + line]
                    && label == source[q + line + 1];
            result[at + k] = isUniform && isBetween(z - iz) && isBetween(y - iy) && isBetween(x - ix)
                    ? label
                    : label(source, exact, k);
        }
    }

    /** Whether a point lies so far from both voxels that no rounding puts it beyond one of them. */
    private static boolean isBetween(float fraction) {
        return fraction > MARGIN && fraction < 1 - MARGIN;
    }

    /** Source coordinates of a row of labels about the centre of the box, in double precision. */
    @SuppressWarnings("ArrayRecordComponent")
    private record LabelRow(int i, double z0, double y0, double x0, double[] matrix) {}

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

    private short label(short[] source, LabelRow row, int k) {
        double[] matrix = row.matrix;
        float z = planar ? row.i : coordinate(row.z0 + k * matrix[2], from[0]);
        float y = coordinate(row.y0 + k * matrix[5], from[1]);
        float x = coordinate(row.x0 + k * matrix[8], from[2]);
        int[] step = strides;
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
