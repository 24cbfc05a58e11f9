package io.nephrite.learning.augment;

/** Flips volumes in place along their axes. */
public final class Mirror {
    private Mirror() {}

    /**
     * Flips a volume of float32 in place.
     *
     * @param axes which of z, y, x are flipped
     */
    public static void flip(float[] x, int offset, int[] shape, boolean[] axes) {
        int n = shape[2];
        float[] row = new float[n];
        for (int first = 0; first < shape[0] * shape[1]; first++) {
            int other = partner(first, shape, axes);
            if (other < first || (other == first && !axes[2])) {
                continue;
            }
            int p = offset + first * n;
            int q = offset + other * n;
            System.arraycopy(x, p, row, 0, n);
            if (axes[2]) {
                // where the other row is this one, what the first loop spoils the second puts right
                for (int i = 0; i < n; i++) {
                    x[p + i] = x[q + n - 1 - i];
                }
                for (int i = 0; i < n; i++) {
                    x[q + i] = row[n - 1 - i];
                }
            } else {
                System.arraycopy(x, q, x, p, n);
                System.arraycopy(row, 0, x, q, n);
            }
        }
    }

    /**
     * Flips a volume of 16-bit labels in place.
     *
     * @param axes which of z, y, x are flipped
     */
    public static void flip(short[] x, int offset, int[] shape, boolean[] axes) {
        int n = shape[2];
        short[] row = new short[n];
        for (int first = 0; first < shape[0] * shape[1]; first++) {
            int other = partner(first, shape, axes);
            if (other < first || (other == first && !axes[2])) {
                continue;
            }
            int p = offset + first * n;
            int q = offset + other * n;
            System.arraycopy(x, p, row, 0, n);
            if (axes[2]) {
                // where the other row is this one, what the first loop spoils the second puts right
                for (int i = 0; i < n; i++) {
                    x[p + i] = x[q + n - 1 - i];
                }
                for (int i = 0; i < n; i++) {
                    x[q + i] = row[n - 1 - i];
                }
            } else {
                System.arraycopy(x, q, x, p, n);
                System.arraycopy(row, 0, x, q, n);
            }
        }
    }

    /** The row that takes the place of a row. */
    private static int partner(int row, int[] shape, boolean[] axes) {
        int z = row / shape[1];
        int y = row % shape[1];
        return (axes[0] ? shape[0] - 1 - z : z) * shape[1] + (axes[1] ? shape[1] - 1 - y : y);
    }
}
