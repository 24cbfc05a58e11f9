package io.nephrite.core.planning;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.plans.ArchitecturePlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds patch, network and batch of one configuration of nnU-Net v2: the largest patch, in the voxels' proportions and
 * not beyond the median case, whose estimate stays within the memory target.
 */
final class ConfigurationPlanner {
    private static final int MIN_BATCH = 2;

    private final PlannerVariant variant;
    private final double targetGib;
    private final int labels;

    /** @param labels with background and, where declared, ignore */
    ConfigurationPlanner(PlannerVariant variant, double targetGib, int labels) {
        this.variant = variant;
        this.targetGib = targetGib;
        this.labels = labels;
    }

    /**
     * @param spacing mm, 2 or 3 axes
     * @param medianShape voxels, as many axes
     * @param datasetVoxels of all training cases together at this spacing (3D also where the patch is 2D)
     */
    ConfigurationSketch plan(double[] spacing, double[] medianShape, double datasetVoxels) {
        int dimensions = spacing.length;
        double reference = variant.reference(dimensions, targetGib);
        double[] initial = initialPatch(spacing, medianShape);
        if (!Arrays.stream(initial).allMatch(size -> size >= 1)) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    "nnU-Net's rules lead to a patch of " + Arrays.toString(initial) + " voxels at "
                            + Arrays.toString(spacing)
                            + " mm, expected at least 1 along each axis: the cases are too thin for a low resolution;"
                            + " put your own nnUNetPlans.json beside dataset.json");
        }
        PoolingSchedule schedule = PoolingSchedule.of(spacing, initial);
        long estimate = NetworkEstimate.of(variant.networkClass(), schedule, labels);
        List<ConfigurationSketch.Shrinking> steps = new ArrayList<>();
        while (variant.compared(estimate, dimensions) > reference) {
            int axis = longest(schedule.patch(), medianShape);
            steps.add(new ConfigurationSketch.Shrinking(list(schedule.patch()), estimate, axis));
            schedule = shortened(spacing, schedule, axis);
            estimate = NetworkEstimate.of(variant.networkClass(), schedule, labels);
        }
        long byMemory = (long) Math.rint(reference / estimate * variant.referenceBatch(dimensions));
        double patchVoxels = Arrays.stream(schedule.patch()).asDoubleStream().reduce(1, (a, b) -> a * b);
        long byCoverage = (long) Math.rint(datasetVoxels * variant.maxDatasetCoverage() / patchVoxels);
        int stages = schedule.stages();
        return new ConfigurationSketch(
                list(spacing),
                list(medianShape),
                list(initial),
                steps,
                list(schedule.patch()),
                ArchitecturePlan.of(
                        variant.networkClass(),
                        NetworkEstimate.features(stages, dimensions),
                        schedule.kernels(),
                        schedule.strides(),
                        NetworkEstimate.encoder(variant.networkClass(), stages),
                        NetworkEstimate.decoder(variant.networkClass(), stages)),
                estimate,
                variant.limit(dimensions, targetGib),
                reference * variant.referenceBatch(dimensions),
                (int) Math.min(Math.max(Math.min(byMemory, byCoverage), MIN_BATCH), Integer.MAX_VALUE),
                byMemory,
                byCoverage);
    }

    /** As many voxels as 256³ or 2048² in the proportions of the voxels' edges, not beyond the median case. */
    private static double[] initialPatch(double[] spacing, double[] medianShape) {
        int dimensions = spacing.length;
        double[] perMm = Arrays.stream(spacing).map(s -> 1 / s).toArray();
        double product = Arrays.stream(perMm).reduce(1, (a, b) -> a * b);
        double voxels = dimensions == 3 ? 256.0 * 256 * 256 : 2048.0 * 2048;
        double scale = Math.pow(voxels / product, 1.0 / dimensions);
        double[] patch = new double[dimensions];
        Arrays.setAll(patch, d -> Math.min(Math.rint(perMm[d] * scale), medianShape[d]));
        return patch;
    }

    /** The axis that covers most of the median case; of equals the last, as a stable sort leaves it. */
    static int longest(int[] patch, double[] medianShape) {
        int axis = 0;
        for (int d = 1; d < patch.length; d++) {
            if (patch[d] / medianShape[d] >= patch[axis] / medianShape[axis]) {
                axis = d;
            }
        }
        return axis;
    }

    /** By what the axis must be divisible by once it is shorter: so no valid size is skipped. */
    private PoolingSchedule shortened(double[] spacing, PoolingSchedule schedule, int axis) {
        int[] patch = schedule.patch().clone();
        int[] shorter = patch.clone();
        shorter[axis] -= schedule.divisor()[axis];
        patch[axis] -= PoolingSchedule.of(spacing, shorter).divisor()[axis];
        if (patch[axis] < 1) {
            throw new PipelineException(
                    FailureCode.INVALID_EXPERIMENT,
                    "experiment.json /planner/gpuMemoryTargetGib: " + targetGib
                            + " GiB is too little for any patch with " + labels + " labels; give more");
        }
        return PoolingSchedule.of(spacing, patch);
    }

    static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    static List<Integer> list(int[] values) {
        return IntStream.of(values).boxed().toList();
    }
}
