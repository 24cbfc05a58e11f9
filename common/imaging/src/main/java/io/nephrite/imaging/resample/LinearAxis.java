package io.nephrite.imaging.resample;

import java.util.Arrays;

/**
 * The two source samples around each result along one axis, their weights, and the nearest of them; only that one where
 * the axis is not interpolated.
 */
final class LinearAxis {
    private final int[] lower;
    private final int[] upper;
    private final int[] nearest;
    private final double[] lowerWeight;
    private final double[] upperWeight;

    private LinearAxis(AxisSampling sampling, AxisSampling nearestSampling) {
        int n = sampling.outputs();
        nearest = new int[n];
        lower = new int[n];
        upper = new int[n];
        lowerWeight = new double[n];
        upperWeight = new double[n];
        for (int i = 0; i < n; i++) {
            nearest[i] = nearestSampling.first(i);
            int first = sampling.first(i);
            lower[i] = Math.max(first, 0);
            lowerWeight[i] = sampling.weight(i, 0);
            upperWeight[i] = sampling.taps() == 1 ? 0 : sampling.weight(i, 1);
            // A sample without weight does not take part, so it may as well be the lower one again.
            upper[i] = upperWeight[i] == 0 ? lower[i] : Math.min(first + 1, sampling.inputs() - 1);
        }
    }

    private LinearAxis(LinearAxis whole, PlaneRange results, int firstSample) {
        nearest = shifted(whole.nearest, results, firstSample);
        lower = shifted(whole.lower, results, firstSample);
        upper = shifted(whole.upper, results, firstSample);
        lowerWeight = Arrays.copyOfRange(whole.lowerWeight, results.first(), results.end());
        upperWeight = Arrays.copyOfRange(whole.upperWeight, results.first(), results.end());
    }

    private static int[] shifted(int[] samples, PlaneRange results, int firstSample) {
        int[] shifted = Arrays.copyOfRange(samples, results.first(), results.end());
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] -= firstSample;
        }
        return shifted;
    }

    /** These results alone, made from samples that begin at {@code firstSample}. */
    LinearAxis part(PlaneRange results, int firstSample) {
        return new LinearAxis(this, results, firstSample);
    }

    static LinearAxis of(ResamplingPlan plan, int axis) {
        int from = plan.from().get(axis);
        int to = plan.to().get(axis);
        boolean alone = plan.separateAxis().isPresent() && plan.separateAxis().getAsInt() == axis;
        AxisSampling nearest = AxisSampling.nnunet(from, to, 0);
        return new LinearAxis(alone ? nearest : AxisSampling.nnunet(from, to, 1), nearest);
    }

    /** Index of the nearest source sample; the upper one of two equally near. */
    int nearest(int i) {
        return nearest[i];
    }

    int lower(int i) {
        return lower[i];
    }

    int upper(int i) {
        return upper[i];
    }

    /** The first result that depends on {@code sample} or a later source sample; the number of results if none does. */
    int firstBeyond(int sample) {
        return first(upper, sample);
    }

    /**
     * The first result that depends on {@code sample} and later source samples alone; the number of results if none
     * does.
     */
    int firstWithin(int sample) {
        return first(lower, sample);
    }

    /** Samples ascend with the results. */
    private static int first(int[] samples, int least) {
        int low = 0;
        int high = samples.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (samples[middle] < least) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** @param side 0 = lower, 1 = upper */
    int index(int i, int side) {
        return side == 0 ? lower[i] : upper[i];
    }

    double weight(int i, int side) {
        return side == 0 ? lowerWeight[i] : upperWeight[i];
    }
}
