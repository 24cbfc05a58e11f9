package io.nephrite.learning.augment;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.resample.PlaneSource;
import io.nephrite.imaging.resample.ResamplingPlan;
import io.nephrite.imaging.resample.SplineResampler;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The deterministic parts of the intensity transforms, in place on one channel: {@code count} voxels from {@code
 * offset}. Sums are in double precision.
 *
 * <p>Reference: batchgeneratorsv2 1.0.
 */
public final class IntensityTransforms {
    private static final float EPSILON = 1e-7f;
    /** Values that are summed up at a time while they are in the fastest cache. */
    private static final int PIECE = 1024;

    private IntensityTransforms() {}

    public static void multiply(float[] x, int offset, int count, float factor) {
        for (int i = offset; i < offset + count; i++) {
            x[i] *= factor;
        }
    }

    /** Spreads values about their mean, then clips them to the range that they had. */
    public static void contrast(float[] x, int offset, int count, float factor) {
        float mean = (float) (sum(x, offset, count) / count);
        float min = min(x, offset, count);
        float max = max(x, offset, count);
        for (int i = offset; i < offset + count; i++) {
            x[i] = Math.min(max, Math.max(min, (x[i] - mean) * factor + mean));
        }
    }

    /**
     * x → x^gamma on values scaled to 0…1; mean and standard deviation (of a sample) are kept.
     *
     * @param inverted on −x
     */
    public static void gamma(float[] x, int offset, int count, float gamma, boolean inverted) {
        gamma(x, offset, count, gamma, inverted, count - 1);
    }

    /** @param degreesOfFreedom what the standard deviation divides by: count − 1 in version 2, count in version 1 */
    static void gamma(float[] x, int offset, int count, float gamma, boolean inverted, int degreesOfFreedom) {
        if (inverted) {
            multiply(x, offset, count, -1);
        }
        double mean = sum(x, offset, count) / count;
        double std = Math.sqrt(squares(x, offset, count, mean) / degreesOfFreedom);
        float min = min(x, offset, count);
        float range = max(x, offset, count) - min;
        float denominator = Math.max(range, EPSILON);
        FloatPower power = new FloatPower(gamma);
        for (int i = offset; i < offset + count; i++) {
            x[i] = power.of((x[i] - min) / denominator) * range + min;
        }
        double meanNow = sum(x, offset, count) / count;
        double stdNow = Math.sqrt(squares(x, offset, count, meanNow) / degreesOfFreedom);
        float shift = (float) meanNow;
        float factor = (float) (std / Math.max(stdNow, EPSILON));
        float back = (float) mean;
        for (int i = offset; i < offset + count; i++) {
            x[i] = (x[i] - shift) * factor + back;
        }
        if (inverted) {
            multiply(x, offset, count, -1);
        }
    }

    /** In four parts, since each addition waits for the one before. */
    private static double sum(float[] x, int offset, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int end = offset + count;
        int i = offset;
        for (; i < end - 3; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        double sum = a + b + (c + d);
        for (; i < end; i++) {
            sum += x[i];
        }
        return sum;
    }

    private static double squares(float[] x, int offset, int count, double mean) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int end = offset + count;
        int i = offset;
        for (; i < end - 3; i += 4) {
            a += square(x[i] - mean);
            b += square(x[i + 1] - mean);
            c += square(x[i + 2] - mean);
            d += square(x[i + 3] - mean);
        }
        double sum = a + b + (c + d);
        for (; i < end; i++) {
            sum += square(x[i] - mean);
        }
        return sum;
    }

    private static double square(double x) {
        return x * x;
    }

    private static float min(float[] x, int offset, int count) {
        float min = x[offset];
        for (int i = offset; i < offset + count; i++) {
            min = Math.min(min, x[i]);
        }
        return min;
    }

    private static float max(float[] x, int offset, int count) {
        float max = x[offset];
        for (int i = offset; i < offset + count; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    /** Odd size of a blur kernel: the odd number nearest to 6 sigma + 0.5, halves as Python rounds them. */
    static int kernelSize(double sigma) {
        double n = sigma * 6 + 0.5;
        int rounded = (int) Math.rint(n);
        if (rounded % 2 == 1) {
            return rounded;
        }
        return n - rounded >= 0 ? rounded + 1 : rounded - 1;
    }

    static float[] kernel(double sigma) {
        float[] kernel = new float[kernelSize(sigma)];
        double[] weights = new double[kernel.length];
        double half = (kernel.length - 1) * 0.5;
        for (int i = 0; i < kernel.length; i++) {
            double t = (i - half) / sigma;
            weights[i] = StrictMath.exp(-0.5 * t * t);
        }
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) (weights[i] / sum);
        }
        return kernel;
    }

    /**
     * Gaussian blur along one axis, mirrored about the outermost voxels.
     *
     * @param shape (z, y, x) of the channel
     * @param work at least as long as the channel; overwritten
     */
    public static void blur(float[] x, int offset, int[] shape, int axis, double sigma, float[] work) {
        int n = shape[axis];
        if (n == 1) {
            return;
        }
        float[] kernel = kernel(sigma);
        int radius = kernel.length / 2;
        int inner = axis == 2 ? 1 : axis == 1 ? shape[2] : shape[1] * shape[2];
        int count = shape[0] * shape[1] * shape[2];
        if (inner == 1) {
            blurRows(x, offset, count, n, kernel);
            return;
        }
        System.arraycopy(x, offset, work, 0, count);
        int[] from = new int[kernel.length];
        for (int block = 0; block < count; block += n * inner) {
            for (int i = 0; i < n; i++) {
                for (int t = 0; t < kernel.length; t++) {
                    from[t] = block + reflect(i + t - radius, n) * inner;
                }
                int to = offset + block + i * inner;
                for (int k = 0; k < inner; k += PIECE) {
                    weightedSum(work, from, k, kernel, x, to + k, Math.min(PIECE, inner - k));
                }
            }
        }
    }

    /** Along the last axis: each row is mirrored at its ends first, so that all its voxels are summed alike. */
    private static void blurRows(float[] x, int offset, int count, int n, float[] kernel) {
        int radius = kernel.length / 2;
        float[] row = new float[n + 2 * radius];
        int[] from = new int[kernel.length];
        Arrays.setAll(from, t -> t);
        for (int start = offset; start < offset + count; start += n) {
            System.arraycopy(x, start, row, radius, n);
            for (int i = 1; i <= radius; i++) {
                row[radius - i] = x[start + reflect(-i, n)];
                row[radius + n - 1 + i] = x[start + reflect(n - 1 + i, n)];
            }
            weightedSum(row, from, 0, kernel, x, start, n);
        }
    }

    /**
     * Of an odd number of runs of values: the first three, then two at a time, which keeps the order of the additions.
     *
     * @param from where each run begins in the source, but for {@code at}
     */
    private static void weightedSum(
            float[] source, int[] from, int at, float[] kernel, float[] target, int to, int count) {
        int first = from[0] + at;
        if (kernel.length == 1) {
            float only = kernel[0];
            for (int i = 0; i < count; i++) {
                target[to + i] = only * source[first + i];
            }
            return;
        }
        int second = from[1] + at;
        int third = from[2] + at;
        float a = kernel[0];
        float b = kernel[1];
        float c = kernel[2];
        for (int i = 0; i < count; i++) {
            target[to + i] = a * source[first + i] + b * source[second + i] + c * source[third + i];
        }
        for (int t = 3; t < kernel.length; t += 2) {
            addTwo(source, from[t] + at, kernel[t], from[t + 1] + at, kernel[t + 1], target, to, count);
        }
    }

    private static void addTwo(
            float[] source, int first, float a, int second, float b, float[] target, int to, int count) {
        for (int i = 0; i < count; i++) {
            target[to + i] = target[to + i] + a * source[first + i] + b * source[second + i];
        }
    }

    private static int reflect(int i, int n) {
        int period = 2 * (n - 1);
        int folded = Math.floorMod(i, period);
        return folded < n ? folded : period - folded;
    }

    /**
     * Fewer voxels and back: nearest voxel down, linear up.
     *
     * @param shape (z, y, x) of the channel
     * @param low shape in between
     * @param work at least as long as the channel; overwritten
     */
    public static void lowResolution(float[] x, int offset, int[] shape, int[] low, float[] work) {
        int[][] nearest = new int[3][];
        int[][] lower = new int[3][];
        float[][] fraction = new float[3][];
        for (int axis = 0; axis < 3; axis++) {
            nearest[axis] = nearestExact(shape[axis], low[axis]);
            lower[axis] = new int[shape[axis]];
            fraction[axis] = new float[shape[axis]];
            float scale = (float) low[axis] / shape[axis];
            for (int i = 0; i < shape[axis]; i++) {
                float source = Math.max(0, (i + 0.5f) * scale - 0.5f);
                lower[axis][i] = Math.min((int) source, low[axis] - 1);
                fraction[axis][i] = source - lower[axis][i];
            }
        }
        pick(x, offset, shape, nearest, work);
        float[] row = new float[low[2]];
        int to = offset;
        for (int z = 0; z < shape[0]; z++) {
            for (int y = 0; y < shape[1]; y++) {
                blendRow(work, low, lower[0][z], fraction[0][z], lower[1][y], fraction[1][y], row);
                for (int i = 0; i < shape[2]; i++) {
                    int k = lower[2][i];
                    float f = fraction[2][i];
                    x[to++] = row[k] * (1 - f) + row[Math.min(k + 1, low[2] - 1)] * f;
                }
            }
        }
    }

    /**
     * Fewer voxels and back as nnU-Net v1 does it: nearest voxel down, up by a cubic spline that is clipped to the
     * range of the fewer.
     *
     * <p>Reference: batchgenerators augment_linear_downsampling_scipy, skimage resize of order 0 and 3.
     *
     * @param work at least as long as the channel; overwritten
     */
    static void lowResolutionCubic(float[] x, int offset, int[] shape, int[] low, float[] work) {
        int[][] nearest = new int[3][];
        Arrays.setAll(nearest, axis -> nearestExact(shape[axis], low[axis]));
        pick(x, offset, shape, nearest, work);
        Shape3 from = new Shape3(low[0], low[1], low[2]);
        ResamplingPlan plan = new ResamplingPlan(from, new Shape3(shape[0], shape[1], shape[2]), OptionalInt.empty());
        new SplineResampler(plan, 3, 0, 1).resample(PlaneSource.of(work, 0, from), x, offset);
    }

    /** Copies the voxels at the given indices along each axis. */
    private static void pick(float[] x, int offset, int[] shape, int[][] index, float[] target) {
        int at = 0;
        for (int z : index[0]) {
            for (int y : index[1]) {
                int row = offset + (z * shape[1] + y) * shape[2];
                for (int column : index[2]) {
                    target[at++] = x[row + column];
                }
            }
        }
    }

    private static void blendRow(float[] work, int[] low, int z, float fz, int y, float fy, float[] row) {
        int z1 = Math.min(z + 1, low[0] - 1);
        int y1 = Math.min(y + 1, low[1] - 1);
        int a = (z * low[1] + y) * low[2];
        int b = (z * low[1] + y1) * low[2];
        int c = (z1 * low[1] + y) * low[2];
        int d = (z1 * low[1] + y1) * low[2];
        for (int i = 0; i < low[2]; i++) {
            row[i] = (work[a + i] * (1 - fy) + work[b + i] * fy) * (1 - fz)
                    + (work[c + i] * (1 - fy) + work[d + i] * fy) * fz;
        }
    }

    /** Index into {@code from} voxels of each of {@code to}, by torch's nearest-exact rule. */
    public static int[] nearestExact(int from, int to) {
        int[] index = new int[to];
        for (int i = 0; i < to; i++) {
            index[i] = Math.min(from - 1, (int) ((i + 0.5) * from / to));
        }
        return index;
    }
}
