package io.nephrite.learning.augment;

/**
 * Divides the labels of a box into blocks and says which of them have one label, the voxels next to the block included.
 * Keeps its memory; not thread-safe.
 */
final class UniformBlocks {
    /** Of a block with several labels; no label is so small. */
    static final short MIXED = Short.MIN_VALUE;
    /** A block has 2 to the power of this voxels along an axis. */
    static final int BITS = 2;

    private static final int LENGTH = 1 << BITS;

    private short[] rows = new short[0];
    private short[] planes = new short[0];
    private short[] blocks = new short[0];

    static int count(int voxels) {
        return (voxels + LENGTH - 1) >> BITS;
    }

    /**
     * Finds the blocks of a box that have one label.
     *
     * @param planar each block is in one slice, and the slices next to it are not looked at
     * @return label of each block or {@link #MIXED}, in C order; valid until the next call
     */
    short[] of(short[] labels, SourceBox box, boolean planar) {
        int[] size = box.size();
        int across = count(size[2]);
        int down = count(size[1]);
        rows = atLeast(rows, size[0] * size[1] * across);
        planes = atLeast(planes, size[0] * down * across);
        alongRows(labels, size[0] * size[1], size[2]);
        along(rows, size[0], size[1], across, planes);
        if (planar) {
            return planes;
        }
        blocks = atLeast(blocks, count(size[0]) * down * across);
        along(planes, 1, size[0], down * across, blocks);
        return blocks;
    }

    private static short[] atLeast(short[] array, int length) {
        return array.length < length ? new short[length] : array;
    }

    private void alongRows(short[] labels, int count, int n) {
        short[] to = rows;
        int at = 0;
        for (int row = 0; row < count; row++) {
            int start = row * n;
            to[at++] = one(labels, start, start + Math.min(LENGTH + 1, n));
            int i = LENGTH;
            // written out: most voxels are met here
            for (; i + LENGTH < n; i += LENGTH) {
                int from = start + i;
                short label = labels[from];
                int difference = (label ^ labels[from - 1])
                        | (label ^ labels[from + 1])
                        | (label ^ labels[from + 2])
                        | (label ^ labels[from + 3])
                        | (label ^ labels[from + LENGTH]);
                to[at++] = difference == 0 ? label : MIXED;
            }
            if (i < n) {
                to[at++] = one(labels, start + i - 1, start + n);
            }
        }
    }

    /** The label of all these voxels. */
    private static short one(short[] labels, int start, int end) {
        short label = labels[start];
        for (int i = start + 1; i < end; i++) {
            if (labels[i] != label) {
                return MIXED;
            }
        }
        return label;
    }

    /** @param inner values from one to the next along the axis */
    private static void along(short[] values, int outer, int n, int inner, short[] to) {
        int at = 0;
        for (int o = 0; o < outer; o++) {
            for (int first = 0; first < n; first += LENGTH) {
                int start = Math.max(0, first - 1);
                int end = Math.min(n, first + LENGTH + 1);
                for (int k = 0; k < inner; k++) {
                    int from = (o * n + start) * inner + k;
                    short label = values[from];
                    int difference = 0;
                    for (int i = start + 1; i < end; i++) {
                        from += inner;
                        difference |= label ^ values[from];
                    }
                    to[at++] = difference == 0 ? label : MIXED;
                }
            }
        }
    }
}
