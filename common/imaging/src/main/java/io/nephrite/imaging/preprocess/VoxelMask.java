package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.Shape3;

/** One bit per voxel; rows (last axis) begin at whole words, so that rows can be written by different threads. */
final class VoxelMask {
    private static final int WORD = 64;

    private final Shape3 shape;
    private final int wordsPerRow;
    private final long[] words;

    VoxelMask(Shape3 shape) {
        this.shape = shape;
        this.wordsPerRow = (shape.x() + WORD - 1) / WORD;
        this.words = new long[Math.multiplyExact(shape.z() * shape.y(), wordsPerRow)];
    }

    Shape3 shape() {
        return shape;
    }

    /** Sets the voxels of a row whose value is not 0. */
    void orNonzero(int row, float[] values, int from) {
        int width = shape.x();
        for (int w = 0; w < wordsPerRow; w++) {
            int start = from + w * WORD;
            int count = Math.min(WORD, width - w * WORD);
            long bits = 0;
            for (int b = 0; b < count; b++) {
                // NaN counts as non-zero, as in numpy.
                bits |= (values[start + b] != 0 ? 1L : 0L) << b;
            }
            words[row * wordsPerRow + w] |= bits;
        }
    }

    boolean get(int row, int x) {
        return (words[row * wordsPerRow + (x >> 6)] >>> (x & 63) & 1) != 0;
    }

    /** First set bit of the row in [from, to), or {@code to}. */
    int nextSet(int row, int from, int to) {
        return next(row, from, to, 0);
    }

    /** First clear bit of the row in [from, to), or {@code to}. */
    int nextClear(int row, int from, int to) {
        return next(row, from, to, -1);
    }

    private int next(int row, int from, int to, long flip) {
        if (from >= to) {
            return to;
        }
        int base = row * wordsPerRow;
        int w = from >> 6;
        long bits = (words[base + w] ^ flip) & (-1L << (from & 63));
        while (bits == 0) {
            w++;
            if (w * WORD >= to) {
                return to;
            }
            bits = words[base + w] ^ flip;
        }
        return Math.min(to, w * WORD + Long.numberOfTrailingZeros(bits));
    }

    /** Sets the voxels from … to − 1 of a row. */
    void set(int row, int from, int to) {
        int base = row * wordsPerRow;
        for (int w = from >> 6; w * WORD < to; w++) {
            long bits = -1L;
            if (w == from >> 6) {
                bits &= -1L << (from & 63);
            }
            if (to < (w + 1) * WORD) {
                bits &= -1L >>> (WORD - (to & 63));
            }
            words[base + w] |= bits;
        }
    }
}
