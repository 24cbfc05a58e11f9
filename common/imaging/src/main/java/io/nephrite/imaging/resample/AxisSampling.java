package io.nephrite.imaging.resample;

/**
 * Where the samples of one axis of the result lie on the axis of the source, and with which weights the source's
 * (coefficients of) samples enter. Weights are computed in the order of scipy's and ITK's own code, because labels
 * are decided at exactly one half.
 */
final class AxisSampling {
    /** Samples that a line is extended by on either side, so that no index needs a check. */
    static final int MARGIN = 2;

    private final int inputs;
    private final int taps;
    private final int inside;
    private final Extension extension;
    private final boolean identity;
    private final int[] first;
    private final double[] weights;

    private AxisSampling(int inputs, int order, int inside, Extension extension, double[] coordinates) {
        this.inputs = inputs;
        this.taps = order + 1;
        this.inside = inside;
        this.extension = extension;
        this.first = new int[coordinates.length];
        this.weights = new double[coordinates.length * taps];
        boolean onSamples = coordinates.length == inputs && inside == inputs;
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
        return new AxisSampling(inputs, order, outputs, Extension.EDGE, coordinates);
    }

    /**
     * ITK's: the centres of the first voxels coincide; samples beyond the last voxel's face are outside. Coordinates
     * are rounded as ITK rounds them where the origin is 0: which of two equally near voxels is taken depends on it.
     *
     * @param alongScanline of the fastest file axis, whose coordinates ITK interpolates between a line's two ends
     */
    static AxisSampling itk(
            int inputs, int outputs, double outputSpacing, double inputSpacing, int order, boolean alongScanline) {
        double[] coordinates = new double[outputs];
        double indicesPerMm = 1 / inputSpacing;
        double end = outputs * outputSpacing * indicesPerMm;
        int inside = 0;
        for (int i = 0; i < outputs; i++) {
            double c = alongScanline ? (double) i / outputs * end : i * outputSpacing * indicesPerMm;
            if (c < inputs - 0.5) {
                inside = i + 1;
            }
            coordinates[i] = order == 3 ? c : Math.min(c, inputs - 1);
        }
        return new AxisSampling(inputs, order, inside, Extension.MIRROR, coordinates);
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
                // Samples outside are never evaluated, but their indices must exist.
                first[i] = Math.min((int) Math.floor(c), inputs - 1) - 1;
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

    /** Results from this index on lie outside of the source. */
    int inside() {
        return inside;
    }

    Extension extension() {
        return extension;
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
