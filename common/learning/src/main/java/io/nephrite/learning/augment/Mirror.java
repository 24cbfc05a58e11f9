package io.nephrite.learning.augment;

/** Flips volumes in place along their axes. */
public final class Mirror {
    private Mirror() {}

    /** @param axes which of z, y, x are flipped */
    public static void flip(float[] x, int offset, int[] shape, boolean[] axes) {
        int n2 = shape[2];
        for (int z = 0; z < shape[0]; z++) {
            int mz = axes[0] ? shape[0] - 1 - z : z;
            for (int y = 0; y < shape[1]; y++) {
                int my = axes[1] ? shape[1] - 1 - y : y;
                int row = z * shape[1] + y;
                int other = mz * shape[1] + my;
                if (other < row) {
                    continue;
                }
                int p = offset + row * n2;
                int q = offset + other * n2;
                int end = p == q ? (axes[2] ? n2 / 2 : 0) : n2;
                for (int i = 0; i < end; i++) {
                    int j = axes[2] ? n2 - 1 - i : i;
                    float swap = x[p + i];
                    x[p + i] = x[q + j];
                    x[q + j] = swap;
                }
            }
        }
    }

    /** @param axes which of z, y, x are flipped */
    public static void flip(short[] x, int offset, int[] shape, boolean[] axes) {
        int n2 = shape[2];
        for (int z = 0; z < shape[0]; z++) {
            int mz = axes[0] ? shape[0] - 1 - z : z;
            for (int y = 0; y < shape[1]; y++) {
                int my = axes[1] ? shape[1] - 1 - y : y;
                int row = z * shape[1] + y;
                int other = mz * shape[1] + my;
                if (other < row) {
                    continue;
                }
                int p = offset + row * n2;
                int q = offset + other * n2;
                int end = p == q ? (axes[2] ? n2 / 2 : 0) : n2;
                for (int i = 0; i < end; i++) {
                    int j = axes[2] ? n2 - 1 - i : i;
                    short swap = x[p + i];
                    x[p + i] = x[q + j];
                    x[q + j] = swap;
                }
            }
        }
    }
}
