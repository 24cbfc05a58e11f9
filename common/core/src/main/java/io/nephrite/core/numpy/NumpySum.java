package io.nephrite.core.numpy;

/** Sums doubles in numpy's order (pairwise, eight accumulators), so that means agree to the last bit. */
public final class NumpySum {
    private static final int BLOCK = 128;
    private static final int ACCUMULATORS = 8;

    private NumpySum() {}

    public static double of(double[] values) {
        return of(values, 0, values.length);
    }

    private static double of(double[] v, int from, int n) {
        if (n < ACCUMULATORS) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += v[from + i];
            }
            return sum;
        }
        if (n > BLOCK) {
            int half = n / 2;
            half -= half % ACCUMULATORS;
            return of(v, from, half) + of(v, from + half, n - half);
        }
        double[] r = new double[ACCUMULATORS];
        System.arraycopy(v, from, r, 0, ACCUMULATORS);
        int i = ACCUMULATORS;
        for (; i < n - n % ACCUMULATORS; i += ACCUMULATORS) {
            for (int k = 0; k < ACCUMULATORS; k++) {
                r[k] += v[from + i + k];
            }
        }
        double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        for (; i < n; i++) {
            sum += v[from + i];
        }
        return sum;
    }
}
