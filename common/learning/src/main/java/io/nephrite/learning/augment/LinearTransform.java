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
    /** Beyond the voxels about a point: the neighbours of the nearest one, and one for the rounding of coordinates. */
    private static final int NEEDED_AROUND = 2;
    /** Far more than single precision errs in a coordinate of a box of some thousand voxels. */
    private static final float MARGIN = 0.01f;
    /** Bits behind the point of a coordinate as a whole number: 13 bits are left before it. */
    private static final int FRACTION_BITS = 18;

    private static final float FIXED_ONE = 1 << FRACTION_BITS;

    private final SourceGrid grid;
    private final int[] from;
    private final int[] to;
    private final boolean planar;
    private final UniformBlocks uniform = new UniformBlocks();
    private final short[] labels = new short[8];
    private final float[] scores = new float[8];
    /** How many labels have a score. */
    private int distinct;

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

    @Override
    public SourceBox needed(double[] matrix) {
        int[] low = new int[3];
        int[] size = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            double reach = 0;
            for (int k = 0; k < 3; k++) {
                reach += Math.abs(matrix[3 * axis + k]) * (to[k] - 1) / 2.0;
            }
            double centre = (from[axis] - 1) / 2.0;
            low[axis] = Math.max(0, (int) Math.floor(centre - reach) - NEEDED_AROUND);
            size[axis] = Math.min(from[axis], (int) Math.ceil(centre + reach) + NEEDED_AROUND + 1) - low[axis];
        }
        return new SourceBox(low, size);
    }

    @Override
    public void image(float[] source, SourceBox box, float[] result, int resultOffset, double[] matrix) {
        int[] step = {box.stride(0), box.stride(1)};
        int offset = box.base();
        int at = resultOffset;
        for (int i = 0; i < to[0]; i++) {
            for (int j = 0; j < to[1]; j++) {
                ImageRow row = row(matrix, i, j);
                int first = row.firstInside(to[2], 0, 0, from);
                int end = row.endInside(first, to[2], 0, 0, from);
                outer(source, offset, step, row, 0, first, result, at);
                inner(source, offset, step, row, first, end, result, at);
                outer(source, offset, step, row, end, to[2], result, at);
                at += to[2];
            }
        }
    }

    /** Source coordinates of a row of the result, in voxels: of its first voxel, and from voxel to voxel. */
    private record ImageRow(float z0, float y0, float x0, float dz, float dy, float dx) {
        /** The first of so many points that {@link #isInside}; their number where none is. */
        int firstInside(int count, float marginZ, float margin, int[] from) {
            int first = 0;
            while (first < count && !isInside(first, marginZ, margin, from)) {
                first++;
            }
            return first;
        }

        /** The point behind the last that {@link #isInside}; {@code first} where none is from there on. */
        int endInside(int first, int count, float marginZ, float margin, int[] from) {
            int end = count;
            while (end > first && !isInside(end - 1, marginZ, margin, from)) {
                end--;
            }
            return end;
        }

        /**
         * Whether all eight voxels about a point are in the box. Along a row such points follow each other.
         *
         * @param marginZ least distance to the outermost slices; negative where z is not looked at
         * @param margin least distance to the outermost voxels within a slice
         */
        boolean isInside(int k, float marginZ, float margin, int[] from) {
            float z = z0 + k * dz;
            float y = y0 + k * dy;
            float x = x0 + k * dx;
            boolean isBetweenSlices = marginZ < 0 || (z >= marginZ && z < from[0] - 1 - marginZ);
            return isBetweenSlices
                    && y >= margin
                    && x >= margin
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
    public void segmentation(short[] source, SourceBox box, short[] result, int resultOffset, double[] matrix) {
        Labels labelled = new Labels(source, box, uniform.of(source, box, planar));
        float marginZ = planar ? -1 : MARGIN;
        int at = resultOffset;
        for (int i = 0; i < to[0]; i++) {
            for (int j = 0; j < to[1]; j++) {
                LabelRow exact = new LabelRow(
                        i,
                        grid.centredStart(matrix, 0, i, j),
                        grid.centredStart(matrix, 1, i, j),
                        grid.centredStart(matrix, 2, i, j),
                        matrix);
                ImageRow near = row(matrix, i, j);
                int first = near.firstInside(to[2], marginZ, MARGIN, from);
                int end = near.endInside(first, to[2], marginZ, MARGIN, from);
                exactRow(labelled, exact, 0, first, result, at);
                uniformRow(labelled, near, exact, first, end, result, at);
                exactRow(labelled, exact, end, to[2], result, at);
                at += to[2];
            }
        }
    }

    /**
     * Labels of a part of the source box.
     *
     * @param blocks see {@link UniformBlocks}
     * @param base where the first voxel of the whole source box would be
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Labels(short[] values, SourceBox box, short[] blocks, int base, int slice, int line) {
        Labels(short[] values, SourceBox box, short[] blocks) {
            this(values, box, blocks, box.base(), box.stride(0), box.stride(1));
        }
    }

    private void exactRow(Labels source, LabelRow row, int first, int end, short[] result, int at) {
        for (int k = first; k < end; k++) {
            result[at + k] = label(source, row, k);
        }
    }

    /**
     * Of points whose eight voxels are in the box. Where all eight have one label, that is the result, whatever the
     * weights. They have where the block of the nearest voxel and its neighbours have one; the rounding of coordinates
     * cannot lead beyond these.
     */
    private void uniformRow(Labels source, ImageRow near, LabelRow exact, int first, int end, short[] result, int at) {
        short[] blocks = source.blocks;
        int[] low = source.box.low();
        int[] size = source.box.size();
        int across = UniformBlocks.count(size[2]);
        int layer = UniformBlocks.count(size[1]) * across;
        int shift = FRACTION_BITS + UniformBlocks.BITS;
        int shiftZ = planar ? FRACTION_BITS : shift;
        int z = planar ? (exact.i - low[0]) << FRACTION_BITS : fixed(near.z0 - low[0]);
        int y = fixed(near.y0 - low[1]);
        int x = fixed(near.x0 - low[2]);
        int dz = planar ? 0 : Math.round(near.dz * FIXED_ONE);
        int dy = Math.round(near.dy * FIXED_ONE);
        int dx = Math.round(near.dx * FIXED_ONE);
        for (int k = first; k < end; k++) {
            short label = blocks[
                    ((z + k * dz) >> shiftZ) * layer + ((y + k * dy) >> shift) * across + ((x + k * dx) >> shift)];
            result[at + k] = label == UniformBlocks.MIXED ? label(source, exact, k) : label;
        }
    }

    /** A coordinate as a whole number of steps; half a voxel makes the nearest one of the one before. */
    private static int fixed(float coordinate) {
        return Math.round((coordinate + 0.5f) * FIXED_ONE);
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

    private short label(Labels source, LabelRow row, int k) {
        double[] matrix = row.matrix;
        float z = planar ? row.i : coordinate(row.z0 + k * matrix[2], from[0]);
        float y = coordinate(row.y0 + k * matrix[5], from[1]);
        float x = coordinate(row.x0 + k * matrix[8], from[2]);
        int iz = (int) Math.floor(z);
        int iy = (int) Math.floor(y);
        int ix = (int) Math.floor(x);
        // a slice that is met exactly needs no other, as in planar transforms
        int upper = z == iz ? iz : iz + 1;
        if (iz < 0 || iy < 0 || ix < 0 || upper >= from[0] || iy >= from[1] - 1 || ix >= from[2] - 1) {
            return vote(source, z, y, x);
        }
        short[] values = source.values;
        int up = (upper - iz) * source.slice;
        int down = source.line;
        int p = source.base + iz * source.slice + iy * down + ix;
        short first = values[p];
        if (first == values[p + 1]
                && first == values[p + down]
                && first == values[p + down + 1]
                && first == values[p + up]
                && first == values[p + up + 1]
                && first == values[p + up + down]
                && first == values[p + up + down + 1]) {
            return first;
        }
        collect(values, p, up, down, z - iz, y - iy, x - ix);
        return heaviest(source, z, y, x);
    }

    /** Adds up the scores of the eight voxels about a point, all of which are in the box. */
    private void collect(short[] values, int p, int up, int down, float fz, float fy, float fx) {
        float near = (1 - fx) * (1 - fy);
        float right = fx * (1 - fy);
        float below = (1 - fx) * fy;
        float across = fx * fy;
        float lower = 1 - fz;
        distinct = 0;
        add(values[p], MASK * (near * lower));
        add(values[p + 1], MASK * (right * lower));
        add(values[p + down], MASK * (below * lower));
        add(values[p + down + 1], MASK * (across * lower));
        add(values[p + up], MASK * (near * fz));
        add(values[p + up + 1], MASK * (right * fz));
        add(values[p + up + down], MASK * (below * fz));
        add(values[p + up + down + 1], MASK * (across * fz));
    }

    private void add(short label, float score) {
        int slot = 0;
        while (slot < distinct && labels[slot] != label) {
            slot++;
        }
        if (slot == distinct) {
            labels[distinct] = label;
            scores[distinct++] = 0;
        }
        scores[slot] += score;
    }

    private short vote(Labels source, float z, float y, float x) {
        int iz = (int) Math.floor(z);
        int iy = (int) Math.floor(y);
        int ix = (int) Math.floor(x);
        distinct = 0;
        for (int corner = 0; corner < 8; corner++) {
            short label = labelAt(source, iz + (corner >> 2), iy + (corner >> 1 & 1), ix + (corner & 1));
            add(label, MASK * weight(corner, z - iz, y - iy, x - ix));
        }
        return heaviest(source, z, y, x);
    }

    /** Of the labels whose scores were added up. */
    private short heaviest(Labels source, float z, float y, float x) {
        float highest = 0;
        for (int slot = 0; slot < distinct; slot++) {
            scores[slot] = HalfPrecision.round(scores[slot]);
            highest = Math.max(highest, scores[slot]);
        }
        short nearest = labelAt(source, (int) Math.rint(z), (int) Math.rint(y), (int) Math.rint(x));
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

    private short labelAt(Labels source, int z, int y, int x) {
        return z < 0 || y < 0 || x < 0 || z >= from[0] || y >= from[1] || x >= from[2]
                ? OUTSIDE
                : source.values[source.base + z * source.slice + y * source.line + x];
    }
}
