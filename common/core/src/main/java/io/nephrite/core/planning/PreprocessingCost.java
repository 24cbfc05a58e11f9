package io.nephrite.core.planning;

import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import java.util.Arrays;

/**
 * What preprocessing a configuration costs per case, as a mean over the cases of the fingerprint.
 *
 * @param voxels of a preprocessed case
 * @param bytes of a preprocessed case before compression: float32 per channel, and labels of one byte
 * @param seconds on one core, reading and writing not counted
 */
record PreprocessingCost(double voxels, double bytes, double seconds) {
    private static final int FLOAT = 4;

    /** Measured on an EPYC core; all per voxel and volume, with the labels as one volume more. */
    private static final double SECONDS_PER_CASE = 5e-3;

    private static final double SECONDS_PER_UNCHANGED_VOXEL = 15e-9;
    private static final double SECONDS_PER_SOURCE_VOXEL = 2.5e-9;
    private static final double SECONDS_PER_RESAMPLED_VOXEL = 52e-9;

    static PreprocessingCost of(Plans plans, ConfigurationPlan plan, DatasetFingerprint fingerprint, int channels) {
        AxisOrder transpose = plans.transposeForward();
        int cases = fingerprint.spacings().size();
        double voxels = 0;
        double seconds = 0;
        for (int i = 0; i < cases; i++) {
            double[] spacing = transpose.apply(fingerprint.spacings().get(i)).toArray();
            int[] source = transpose.apply(fingerprint.shapesAfterCrop().get(i)).toArray();
            double[] target = target(plan, spacing);
            int[] shape = new int[3];
            Arrays.setAll(shape, d -> (int) Math.rint(spacing[d] / target[d] * source[d]));
            voxels += product(shape);
            seconds += SECONDS_PER_CASE
                    + (channels + 1)
                            * (Arrays.equals(shape, source)
                                    ? SECONDS_PER_UNCHANGED_VOXEL * product(source)
                                    : SECONDS_PER_SOURCE_VOXEL * product(source)
                                            + SECONDS_PER_RESAMPLED_VOXEL * product(shape));
        }
        return new PreprocessingCost(voxels / cases, voxels / cases * (FLOAT * (double) channels + 1), seconds / cases);
    }

    /** In 2D the first axis keeps the case's own spacing. */
    private static double[] target(ConfigurationPlan plan, double[] spacing) {
        double[] target = spacing.clone();
        System.arraycopy(plan.spacing(), 0, target, 3 - plan.dimensions(), plan.dimensions());
        return target;
    }

    private static double product(int[] shape) {
        return Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    }
}
