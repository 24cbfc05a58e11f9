package io.nephrite.imaging.resample;

/**
 * Several lines side by side, sample i of lane l at {@code i * lanes + l}: every loop runs over the lanes, which the
 * compiler turns into vector instructions although the spline filter is recursive along a line. Small enough to stay in
 * a core's cache. Owned by one thread.
 */
final class LineTile {
    /** Pole of the cubic B-spline. */
    private static final double Z = Math.sqrt(3.0) - 2.0;

    private static final double GAIN = 6.0;
    private static final int MARGIN = AxisSampling.MARGIN;

    private final AxisSampling sampling;
    private final int lanes;
    private final double[] samples;
    private final double[] coefficients;
    private final double[] state;
    private final double[] held;

    LineTile(AxisSampling sampling, int lanes) {
        this.sampling = sampling;
        this.lanes = lanes;
        this.samples = new double[sampling.inputs() * lanes];
        this.coefficients = new double[(sampling.inputs() + 2 * MARGIN) * lanes];
        this.state = new double[lanes];
        this.held = new double[lanes];
    }

    /** To be filled by the caller before {@link #prepare()}. */
    double[] samples() {
        return samples;
    }

    /** Turns the samples into what {@link #evaluate} needs. */
    void prepare() {
        int n = sampling.inputs();
        if (!sampling.filtered()) {
            System.arraycopy(samples, 0, coefficients, at(0), n * lanes);
            for (int i = 1; i <= MARGIN; i++) {
                copyRow(0, -i);
                copyRow(n - 1, n - 1 + i);
            }
        } else {
            filterEdge(n);
        }
    }

    /** Result {@code j} of the first {@code count} lanes, to {@code out[offset …]}. */
    void evaluate(int j, double[] out, int offset, int count) {
        int k = at(sampling.first(j));
        switch (sampling.taps()) {
            case 1 -> System.arraycopy(coefficients, k, out, offset, count);
            case 2 -> two(k, sampling.weight(j, 0), sampling.weight(j, 1), out, offset, count);
            default -> {
                double w0 = sampling.weight(j, 0);
                double w1 = sampling.weight(j, 1);
                four(k, w0, w1, sampling.weight(j, 2), sampling.weight(j, 3), out, offset, count);
            }
        }
    }

    private void two(int k, double w0, double w1, double[] out, int o, int count) {
        double[] in = coefficients;
        int k1 = k + lanes;
        for (int l = 0; l < count; l++) {
            out[o + l] = w0 * in[k + l] + w1 * in[k1 + l];
        }
    }

    private void four(int k, double w0, double w1, double w2, double w3, double[] out, int o, int count) {
        double[] in = coefficients;
        int k1 = k + lanes;
        int k2 = k1 + lanes;
        int k3 = k2 + lanes;
        for (int l = 0; l < count; l++) {
            out[o + l] = w0 * in[k + l] + w1 * in[k1 + l] + w2 * in[k2 + l] + w3 * in[k3 + l];
        }
    }

    /**
     * The line's ends are repeated for ever. scipy pads 12 samples and mirrors them; the pole's 24th power is below
     * 2e-14, so the two are the same, and this way needs no padding: beyond its ends the causal pass has settled at
     * {@code GAIN * edge / (1 - Z)}, and the anticausal sum over the settled part has a closed form.
     */
    private void filterEdge(int n) {
        int last = (n - 1) * lanes;
        for (int l = 0; l < lanes; l++) {
            held[l] = samples[l] * (GAIN / (1 - Z));
        }
        System.arraycopy(held, 0, state, 0, lanes);
        for (int i = 0; i < n; i++) {
            causal(i);
        }
        for (int l = 0; l < lanes; l++) {
            double settled = samples[last + l] * (GAIN / (1 - Z));
            double distance = (state[l] - settled) / (1 - Z * Z);
            double sum = settled / (1 - Z);
            coefficients[at(n - 1) + l] = -Z * (sum + distance);
            coefficients[at(n) + l] = -Z * (sum + distance * Z);
            coefficients[at(n + 1) + l] = -Z * (sum + distance * Z * Z);
        }
        anticausal(n);
        for (int l = 0; l < lanes; l++) {
            double next = Z * (coefficients[at(0) + l] - held[l]);
            coefficients[at(-1) + l] = next;
            coefficients[at(-2) + l] = Z * (next - held[l]);
        }
    }

    private void causal(int i) {
        double[] in = samples;
        double[] out = coefficients;
        double[] s = state;
        int row = i * lanes;
        int to = at(i);
        for (int l = 0; l < lanes; l++) {
            double value = GAIN * in[row + l] + Z * s[l];
            s[l] = value;
            out[to + l] = value;
        }
    }

    /** From n − 2 down to 0; coefficient n − 1 is there. */
    private void anticausal(int n) {
        double[] c = coefficients;
        double[] s = state;
        System.arraycopy(c, at(n - 1), s, 0, lanes);
        for (int i = n - 2; i >= 0; i--) {
            int row = at(i);
            for (int l = 0; l < lanes; l++) {
                double value = Z * (s[l] - c[row + l]);
                s[l] = value;
                c[row + l] = value;
            }
        }
    }

    private void copyRow(int from, int to) {
        System.arraycopy(coefficients, at(from), coefficients, at(to), lanes);
    }

    private int at(int i) {
        return (i + MARGIN) * lanes;
    }
}
