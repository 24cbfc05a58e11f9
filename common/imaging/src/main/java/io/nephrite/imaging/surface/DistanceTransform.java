package io.nephrite.imaging.surface;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.parallel.Parallel;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The exact Euclidean distance from the centre of each voxel of a box to the centre of the nearest feature voxel, in
 * mm. One pass along each axis; the passes along y and z take the lower envelope of parabolas, so the time grows with
 * the number of voxels alone. Squared distances are kept as float between the passes, which costs a relative error of
 * about 1e-7.
 *
 * <p>Reference: P. Felzenszwalb and D. Huttenlocher, Distance Transforms of Sampled Functions, Theory of Computing 8,
 * 2012, with one voxel size per axis.
 */
public final class DistanceTransform {
    /** Neighbouring lines that are worked on together, so that a cache line is read once. */
    private static final int LINES = 16;

    private final Shape3 shape;
    private final Spacing spacing;
    private final int threads;

    /**
     * Makes a transform for boxes of that shape.
     *
     * @param shape of the box, at most 2^31 − 1 voxels
     * @param spacing mm, in the frame of the shape
     */
    public DistanceTransform(Shape3 shape, Spacing spacing, int threads) {
        if (shape.voxels() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a box of " + shape + " voxels is too large for one array");
        }
        this.shape = shape;
        this.spacing = spacing;
        this.threads = threads;
    }

    /**
     * Computes the squared distances to the nearest feature.
     *
     * @param features positions of the feature voxels in C order (Z, Y, X)
     * @return squared distance of every voxel to the nearest feature, mm²; infinite where there is no feature
     */
    public float[] squared(int[] features) {
        float[] distances = new float[(int) shape.voxels()];
        Arrays.fill(distances, Float.POSITIVE_INFINITY);
        for (int feature : features) {
            distances[feature] = 0;
        }
        alongX(distances);
        int width = shape.x();
        int plane = width * shape.y();
        int blocks = (width + LINES - 1) / LINES;
        Parallel.forEach(threads, shape.z() * blocks, () -> {
            Lines lines = new Lines(shape.y(), spacing.y());
            return piece -> {
                int x = piece % blocks * LINES;
                lines.replace(distances, piece / blocks * plane + x, Math.min(LINES, width - x), width);
            };
        });
        Parallel.forEach(threads, shape.y() * blocks, () -> {
            Lines lines = new Lines(shape.z(), spacing.z());
            return piece -> {
                int x = piece % blocks * LINES;
                lines.replace(distances, piece / blocks * width + x, Math.min(LINES, width - x), plane);
            };
        });
        return distances;
    }

    /** Along x the nearest feature is found by looking back and forth. */
    private void alongX(float[] distances) {
        int width = shape.x();
        double size = spacing.x();
        IntConsumer row = r -> {
            int from = r * width;
            int last = -1;
            for (int x = 0; x < width; x++) {
                if (distances[from + x] == 0) {
                    last = x;
                } else if (last >= 0) {
                    distances[from + x] = square((x - last) * size);
                }
            }
            if (last < 0) {
                return;
            }
            int next = -1;
            for (int x = last; x >= 0; x--) {
                if (distances[from + x] == 0) {
                    next = x;
                } else {
                    distances[from + x] = Math.min(distances[from + x], square((next - x) * size));
                }
            }
        };
        Parallel.forEach(threads, shape.z() * shape.y(), row);
    }

    private static float square(double distance) {
        return (float) (distance * distance);
    }

    /** Some neighbouring lines of one length, and the parabolas of one of them. */
    private static final class Lines {
        private final int length;
        private final double size;
        private final float[] values;
        private final float[] line;
        private final int[] vertices;
        private final double[] heights;
        private final double[] starts;

        Lines(int length, double size) {
            this.length = length;
            this.size = size;
            values = new float[length * LINES];
            line = new float[length];
            vertices = new int[length];
            heights = new double[length];
            starts = new double[length];
        }

        /**
         * Replaces the values of each line by the lower envelope of the parabolas that stand on them.
         *
         * @param first position of the first value of the first line; the next line starts one voxel further
         * @param stride from one value of a line to the next
         */
        void replace(float[] distances, int first, int lines, int stride) {
            boolean anything = false;
            for (int i = 0; i < length; i++) {
                int at = first + i * stride;
                for (int k = 0; k < lines; k++) {
                    float value = distances[at + k];
                    values[k * length + i] = value;
                    anything |= value < Float.POSITIVE_INFINITY;
                }
            }
            if (!anything) {
                return;
            }
            for (int k = 0; k < lines; k++) {
                int parabolas = envelope(k * length);
                if (parabolas > 0) {
                    evaluate(parabolas, k * length);
                }
            }
            for (int i = 0; i < length; i++) {
                int at = first + i * stride;
                for (int k = 0; k < lines; k++) {
                    distances[at + k] = values[k * length + i];
                }
            }
        }

        /** In units of voxels along the line: the parabola of voxel q is (i − q)² + value/size². */
        private int envelope(int offset) {
            double scale = 1 / (size * size);
            int top = -1;
            for (int q = 0; q < length; q++) {
                float value = values[offset + q];
                if (value == Float.POSITIVE_INFINITY) {
                    continue;
                }
                double height = value * scale + (double) q * q;
                double start = Double.NEGATIVE_INFINITY;
                while (top >= 0) {
                    start = (height - heights[top]) / (2.0 * (q - vertices[top]));
                    if (start > starts[top]) {
                        break;
                    }
                    top--;
                    start = Double.NEGATIVE_INFINITY;
                }
                top++;
                vertices[top] = q;
                heights[top] = height;
                starts[top] = start;
            }
            return top + 1;
        }

        private void evaluate(int parabolas, int offset) {
            double scale = size * size;
            int current = 0;
            for (int i = 0; i < length; i++) {
                while (current + 1 < parabolas && starts[current + 1] < i) {
                    current++;
                }
                double apart = i - vertices[current];
                line[i] = (float) (apart * apart * scale + values[offset + vertices[current]]);
            }
            System.arraycopy(line, 0, values, offset, length);
        }
    }
}
