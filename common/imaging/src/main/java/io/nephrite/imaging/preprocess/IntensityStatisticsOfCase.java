package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.resample.PlaneSource;
import io.nephrite.imaging.volume.LabelArray;

/**
 * Statistics of one channel of one case. Summed in double precision plane by plane, so that they do not depend on the
 * number of threads.
 *
 * @param std population standard deviation
 */
record IntensityStatisticsOfCase(double mean, double std, double low, double high) {
    /** For schemes that need none. */
    static final IntensityStatisticsOfCase NONE = new IntensityStatisticsOfCase(0, 0, 0, 0);

    /** @param labels of the source's voxels; where {@code masked}, voxels with a label below 0 are left out */
    static IntensityStatisticsOfCase of(PlaneSource source, LabelArray labels, boolean masked, int threads) {
        Shape3 shape = source.shape();
        int plane = shape.y() * shape.x();
        double[][] first = new double[shape.z()][];
        Parallel.forEach(threads, shape.z(), () -> {
            float[] values = new float[plane];
            return z -> {
                source.read(z, 1, values);
                first[z] = sums(values, labels, masked, z * plane);
            };
        });
        double count = 0;
        double sum = 0;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] of : first) {
            count += of[0];
            sum += of[1];
            low = Math.min(low, of[2]);
            high = Math.max(high, of[3]);
        }
        if (count == 0) {
            return NONE;
        }
        double mean = sum / count;
        double[] squares = new double[shape.z()];
        Parallel.forEach(threads, shape.z(), () -> {
            float[] values = new float[plane];
            return z -> {
                source.read(z, 1, values);
                squares[z] = squares(values, labels, masked, z * plane, mean);
            };
        });
        double total = 0;
        for (double of : squares) {
            total += of;
        }
        return new IntensityStatisticsOfCase(mean, Math.sqrt(total / count), low, high);
    }

    private static double[] sums(float[] values, LabelArray labels, boolean masked, int labelsFrom) {
        double count = 0;
        double sum = 0;
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            if (!masked || labels.get(labelsFrom + i) >= 0) {
                float v = values[i];
                count++;
                sum += v;
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
        }
        return new double[] {count, sum, low, high};
    }

    private static double squares(float[] values, LabelArray labels, boolean masked, int labelsFrom, double mean) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            if (!masked || labels.get(labelsFrom + i) >= 0) {
                double d = values[i] - mean;
                sum += d * d;
            }
        }
        return sum;
    }
}
