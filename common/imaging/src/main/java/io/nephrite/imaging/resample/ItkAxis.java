package io.nephrite.imaging.resample;

/**
 * Where the samples of one axis of the result lie on the axis of the source, as ITK computes it where the origin is 0:
 * the centres of the first voxels coincide, and results beyond the last voxel's face are outside.
 */
final class ItkAxis {
    private static final int TAPS = 4;

    private final int inputs;
    private final int inside;
    private final double[] at;

    private ItkAxis(int inputs, int inside, double[] at) {
        this.inputs = inputs;
        this.inside = inside;
        this.at = at;
    }

    /** @param alongScanline of the fastest file axis, whose coordinates ITK interpolates between a line's two ends */
    static ItkAxis of(int inputs, int outputs, double outputSpacing, double inputSpacing, boolean alongScanline) {
        double[] at = new double[outputs];
        double indicesPerMm = 1 / inputSpacing;
        double end = outputs * outputSpacing * indicesPerMm;
        int inside = 0;
        for (int i = 0; i < outputs; i++) {
            at[i] = alongScanline ? (double) i / outputs * end : i * outputSpacing * indicesPerMm;
            if (at[i] < inputs - 0.5) {
                inside = i + 1;
            }
        }
        return new ItkAxis(inputs, inside, at);
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return at.length;
    }

    /** Results from this index on lie outside of the source. */
    int inside() {
        return inside;
    }

    /** Of two equally near samples the later one. */
    int nearest(int output) {
        return (int) Math.floor(within(output) + 0.5);
    }

    /** The sample at or before the result. */
    int below(int output) {
        return (int) Math.floor(within(output));
    }

    /** The sample after that of {@link #below}, which repeats the last one. */
    int above(int output) {
        return Math.min(below(output) + 1, inputs - 1);
    }

    /** How far the result lies behind {@link #below}, in samples. */
    double behind(int output) {
        double c = within(output);
        return c - Math.floor(c);
    }

    /** The four samples that a cubic spline weighs at each result, mirrored about the first and the last sample. */
    int[] cubicSamples() {
        int[] samples = new int[inside * TAPS];
        for (int i = 0; i < inside; i++) {
            for (int k = 0; k < TAPS; k++) {
                samples[i * TAPS + k] = mirrored(cubicBase(i) + k - 1);
            }
        }
        return samples;
    }

    /** The weights of {@link #cubicSamples}. */
    double[] cubicWeights() {
        double[] weights = new double[inside * TAPS];
        for (int i = 0; i < inside; i++) {
            double w = at[i] - cubicBase(i);
            double last = 1.0 / 6.0 * w * w * w;
            double first = 1.0 / 6.0 + 0.5 * w * (w - 1.0) - last;
            double third = w + first - 2.0 * last;
            weights[i * TAPS] = first;
            weights[i * TAPS + 1] = 1.0 - first - third - last;
            weights[i * TAPS + 2] = third;
            weights[i * TAPS + 3] = last;
        }
        return weights;
    }

    /** ITK rounds the coordinate to single precision here: a result just before a sample counts from that sample. */
    private int cubicBase(int output) {
        return (int) Math.floor((float) at[output]);
    }

    private double within(int output) {
        return Math.min(at[output], inputs - 1);
    }

    private int mirrored(int i) {
        if (inputs == 1) {
            return 0;
        }
        int before = Math.abs(i);
        int last = inputs - 1;
        return Math.max(before > last ? 2 * last - before : before, 0);
    }
}
