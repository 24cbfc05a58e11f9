package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.volume.VoxelType;
import java.util.function.IntConsumer;

/**
 * ITK's cubic B-spline in ITK's own order of operations. Where a result falls on a sample, or lies among equal samples,
 * it is a whole number but for the last bits, and these decide what a file of integers gets: ITK truncates.
 *
 * <p>Works on bands of rows, so that the coefficients of a large image, which take eight bytes each, never lie in
 * memory all at once. A band's rows are filtered with {@value #REACH} more on either side: beyond these the filter's
 * pole, to that power, leaves nothing that a double could hold.
 *
 * <p>Reference: ITK 5.2.1 {@code BSplineDecompositionImageFilter}, {@code BSplineInterpolateImageFunction}; integers
 * are equal, real numbers to the last bit but one.
 */
final class ItkSpline {
    private static final double POLE = Math.sqrt(3.0) - 2.0;
    private static final double GAIN = (1.0 - POLE) * (1.0 - 1.0 / POLE);
    /** ITK stops the initial sum where the pole's power is below 1e-10. */
    private static final int HORIZON = (int) Math.ceil(Math.log(1e-10) / Math.log(Math.abs(POLE)));

    private static final int TAPS = 4;
    private static final int REACH = 48;
    private static final int LANES = 16;
    private static final int COLUMNS = 256;
    /** Of the coefficients that lie in memory at a time. */
    static final long BAND_BYTES = 64L << 20;
    /** Sums of 64 terms in another order differ by less, in parts of the largest term. */
    private static final double UNDECIDED = 1e-9;

    private final Shape3 shape;
    private final ItkAxis z;
    private final ItkAxis y;
    private final ItkAxis x;
    private final int rowsOfBand;
    private final int threads;
    private final int[][] samples;
    private final double[][] weights;

    /** @param bandBytes of coefficients in memory at a time; at least four rows are */
    ItkSpline(Shape3 shape, ItkAxis z, ItkAxis y, ItkAxis x, long bandBytes, int threads) {
        this.shape = shape;
        this.rowsOfBand = rowsOfBand(shape, bandBytes);
        this.z = z;
        this.y = y;
        this.x = x;
        this.threads = threads;
        this.samples = new int[][] {z.cubicSamples(), y.cubicSamples(), x.cubicSamples()};
        this.weights = new double[][] {z.cubicWeights(), y.cubicWeights(), x.cubicWeights()};
    }

    /** Heap that {@link #resample} takes beside source and target, at most. */
    static long workingBytes(Shape3 shape, int threads) {
        long rows = Math.min(shape.y(), rowsOfBand(shape, BAND_BYTES));
        long window = Math.min(shape.y(), rows + 2 * REACH);
        long lines = (long) shape.x() * (window + LANES + 1);
        return Double.BYTES * (shape.z() * rows * shape.x() + threads * lines);
    }

    private static int rowsOfBand(Shape3 shape, long bandBytes) {
        return (int) Math.min(shape.y(), Math.max(TAPS, bandBytes / Double.BYTES / shape.z() / shape.x()));
    }

    /** Writes what lies inside the source; the target is {@code z.outputs() * y.outputs() * x.outputs()} long. */
    void resample(float[] source, int offset, VoxelType type, float[] target, int targetOffset) {
        for (int from = 0, to; from < y.inside(); from = to) {
            int low = lowest(from);
            int high = highest(from);
            to = from + 1;
            while (to < y.inside() && Math.max(high, highest(to)) - Math.min(low, lowest(to)) < rowsOfBand) {
                low = Math.min(low, lowest(to));
                high = Math.max(high, highest(to));
                to++;
            }
            int first = from;
            int end = to;
            Band band = new Band(low, high + 1 - low);
            band.fill(source, offset);
            Parallel.forEach(threads, z.inside(), () -> {
                double[] sums = new double[shape.x()];
                return (IntConsumer) k -> {
                    for (int j = first; j < end; j++) {
                        int at = targetOffset + (k * y.outputs() + j) * x.outputs();
                        band.evaluate(k, j, type, sums, target, at);
                    }
                };
            });
        }
    }

    private int lowest(int row) {
        int lowest = samples[1][row * TAPS];
        for (int k = 1; k < TAPS; k++) {
            lowest = Math.min(lowest, samples[1][row * TAPS + k]);
        }
        return lowest;
    }

    private int highest(int row) {
        int highest = samples[1][row * TAPS];
        for (int k = 1; k < TAPS; k++) {
            highest = Math.max(highest, samples[1][row * TAPS + k]);
        }
        return highest;
    }

    /** Coefficients of some rows in all slices. */
    private final class Band {
        private final int first;
        private final int rows;
        private final double[] coefficients;

        Band(int first, int rows) {
            this.first = first;
            this.rows = rows;
            this.coefficients = new double[Math.multiplyExact(shape.z() * rows, shape.x())];
        }

        void fill(float[] source, int offset) {
            int windowFirst = Math.max(0, first - REACH);
            int windowRows = Math.min(shape.y(), first + rows + REACH) - windowFirst;
            int width = shape.x();
            Parallel.forEach(threads, shape.z(), () -> {
                double[] lines = new double[width * LANES];
                double[] plane = new double[windowRows * width];
                return (IntConsumer) k -> {
                    int at = offset + (k * shape.y() + windowFirst) * width;
                    for (int row = 0; row < windowRows; row += LANES) {
                        int count = Math.min(LANES, windowRows - row);
                        alongX(source, at + row * width, count, lines, plane, row * width);
                    }
                    filter(plane, 0, windowRows, width, width, windowFirst == 0);
                    int from = (first - windowFirst) * width;
                    System.arraycopy(plane, from, coefficients, k * rows * width, rows * width);
                };
            });
            int columns = rows * width;
            Parallel.forEach(threads, (columns + COLUMNS - 1) / COLUMNS, chunk -> {
                int at = chunk * COLUMNS;
                filter(coefficients, at, shape.z(), columns, Math.min(COLUMNS, columns - at), true);
            });
        }

        private void alongX(float[] source, int at, int count, double[] lines, double[] plane, int to) {
            int width = shape.x();
            for (int l = 0; l < count; l++) {
                for (int i = 0; i < width; i++) {
                    lines[i * LANES + l] = source[at + l * width + i];
                }
            }
            filter(lines, 0, width, LANES, LANES, true);
            for (int l = 0; l < count; l++) {
                for (int i = 0; i < width; i++) {
                    plane[to + l * width + i] = lines[i * LANES + l];
                }
            }
        }

        /** The results of one row; those near a whole number are summed again in ITK's order. */
        void evaluate(int k, int j, VoxelType type, double[] sums, float[] target, int at) {
            int width = shape.x();
            boolean begun = false;
            for (int kz = 0; kz < TAPS; kz++) {
                for (int ky = 0; ky < TAPS; ky++) {
                    double w = weights[0][k * TAPS + kz] * weights[1][j * TAPS + ky];
                    int row = row(k, kz, j, ky);
                    for (int i = 0; i < width; i++) {
                        sums[i] = (begun ? sums[i] : 0) + w * coefficients[row + i];
                    }
                    begun = true;
                }
            }
            int[] taps = samples[2];
            double[] w = weights[2];
            for (int i = 0; i < x.inside(); i++) {
                int t = i * TAPS;
                double value = w[t] * sums[taps[t]]
                        + w[t + 1] * sums[taps[t + 1]]
                        + w[t + 2] * sums[taps[t + 2]]
                        + w[t + 3] * sums[taps[t + 3]];
                if (type.isInteger() && Math.abs(value - Math.rint(value)) <= UNDECIDED * (1 + Math.abs(value))) {
                    value = exactly(k, j, i);
                }
                target[at + i] = type.cast(value);
            }
        }

        private double exactly(int k, int j, int i) {
            double sum = 0;
            for (int kz = 0; kz < TAPS; kz++) {
                for (int ky = 0; ky < TAPS; ky++) {
                    int row = row(k, kz, j, ky);
                    for (int kx = 0; kx < TAPS; kx++) {
                        double w = weights[2][i * TAPS + kx] * weights[1][j * TAPS + ky] * weights[0][k * TAPS + kz];
                        sum += w * coefficients[row + samples[2][i * TAPS + kx]];
                    }
                }
            }
            return sum;
        }

        private int row(int k, int kz, int j, int ky) {
            return (samples[0][k * TAPS + kz] * rows + samples[1][j * TAPS + ky] - first) * shape.x();
        }
    }

    /**
     * Turns samples into coefficients, in place: sample i of lane l lies at {@code from + i * stride + l}.
     *
     * @param start whether the first sample is the first of the image's line
     */
    private static void filter(double[] c, int from, int n, int stride, int lanes, boolean start) {
        if (n == 1) {
            return;
        }
        int last = from + (n - 1) * stride;
        for (int row = from; row <= last; row += stride) {
            for (int l = row; l < row + lanes; l++) {
                c[l] *= GAIN;
            }
        }
        if (start) {
            begin(c, from, n, stride, lanes);
        }
        for (int row = from + stride; row <= last; row += stride) {
            for (int l = 0; l < lanes; l++) {
                c[row + l] += POLE * c[row - stride + l];
            }
        }
        for (int l = 0; l < lanes; l++) {
            c[last + l] = POLE / (POLE * POLE - 1.0) * (POLE * c[last - stride + l] + c[last + l]);
        }
        for (int row = last - stride; row >= from; row -= stride) {
            for (int l = 0; l < lanes; l++) {
                c[row + l] = POLE * (c[row + stride + l] - c[row + l]);
            }
        }
    }

    /** The line is mirrored about its first and last sample. */
    private static void begin(double[] c, int from, int n, int stride, int lanes) {
        double power = POLE;
        if (HORIZON < n) {
            for (int i = 1; i < HORIZON; i++) {
                add(c, from, i * stride, lanes, power);
                power *= POLE;
            }
            return;
        }
        double inverse = 1.0 / POLE;
        double back = Math.pow(POLE, n - 1);
        add(c, from, (n - 1) * stride, lanes, back);
        back *= back * inverse;
        for (int i = 1; i <= n - 2; i++) {
            add(c, from, i * stride, lanes, power + back);
            power *= POLE;
            back *= inverse;
        }
        for (int l = from; l < from + lanes; l++) {
            c[l] /= 1.0 - power * power;
        }
    }

    private static void add(double[] c, int to, int distance, int lanes, double weight) {
        for (int l = to; l < to + lanes; l++) {
            c[l] += weight * c[l + distance];
        }
    }
}
