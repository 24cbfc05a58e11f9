package io.nephrite.imaging.resample;

/**
 * Where the samples of one axis of the result lie on the axis of the source, and with which weights the source's
 * (coefficients of) samples enter. Weights are computed in the order of scipy's own code, because labels
 * are decided at exactly one half.
 */
final class AxisSampling {
    /** Samples that a line is extended by on either side, so that no index needs a check. */
    static final int MARGIN = 2;

    private final int inputs;
    private final int taps;
    private final boolean identity;
    private final int[] first;
    private final double[] weights;

    private AxisSampling(int inputs, int order, double[] coordinates) {
        this.inputs = inputs;
        this.taps = order + 1;
        this.first = new int[coordinates.length];
        this.weights = new double[coordinates.length * taps];
        boolean onSamples = coordinates.length == inputs;
        for (int i = 0; i < coordinates.length; i++) {
            place(i, coordinates[i], order);
            onSamples &= coordinates[i] == i;
        }
        this.identity = onSamples;
    }

    /** nnU-Net's: the volumes' outer faces coincide; beyond the outermost centres the edge is repeated. */
    static AxisSampling nnunet(int inputs, int outputs, int order) {
        double zoom = (double) inputs / outputs;
        double[] coordinates = new double[outputs];
        for (int i = 0; i < outputs; i++) {
            double c = (i + 0.5) * zoom - 0.5;
            // Spline and linear weights are those of the extended edge, as in scipy: their rounding decides labels.
            coordinates[i] = order == 0 ? Math.min(Math.max(c, 0), inputs - 1) : c;
        }
        return new AxisSampling(inputs, order, coordinates);
    }

    private void place(int i, double c, int order) {
        int at = i * taps;
        switch (order) {
            case 0 -> {
                first[i] = (int) Math.floor(c + 0.5);
                weights[at] = 1;
            }
            case 1 -> {
                first[i] = (int) Math.floor(c);
                weights[at] = 1.0 - (c - Math.floor(c));
                weights[at + 1] = 1.0 - weights[at];
            }
            case 3 -> {
                first[i] = (int) Math.floor(c) - 1;
                double y = c - Math.floor(c);
                double z = 1.0 - y;
                weights[at + 1] = (y * y * (y - 2.0) * 3.0 + 4.0) / 6.0;
                weights[at + 2] = (z * z * (z - 2.0) * 3.0 + 4.0) / 6.0;
                weights[at] = z * z * z / 6.0;
                weights[at + 3] = 1.0 - weights[at] - weights[at + 1] - weights[at + 2];
            }
            default -> throw new IllegalArgumentException("interpolation order must be 0, 1 or 3, found " + order);
        }
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return first.length;
    }

    int taps() {
        return taps;
    }

    /** Whether a line must be turned into spline coefficients first. */
    boolean filtered() {
        return taps == 4;
    }

    /** Index of the first source sample that enters; may be −{@value #MARGIN} or reach beyond the end. */
    int first(int output) {
        return first[output];
    }

    double weight(int output, int tap) {
        return weights[output * taps + tap];
    }

    /** Whether the result is the source itself: a spline passes through its samples. */
    boolean isIdentity() {
        return identity;
    }
}
