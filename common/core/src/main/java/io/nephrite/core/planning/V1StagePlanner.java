package io.nephrite.core.planning;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.plans.ArchitecturePlan;
import io.nephrite.core.plans.NetworkClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Finds patch, network and batch of one stage as nnU-Net v1 does. */
final class V1StagePlanner {
    static final int BASE_FEATURES = 32;
    /** v1 pretends so in the first estimate of a 2D network. */
    private static final int PRETENDED_FEATURES_2D = 30;

    private static final int MAX_FEATURES_3D = 320;
    private static final int MAX_FEATURES_2D = 512;
    /** v1's 2D networks are built with fewer than they are planned with. */
    private static final int BUILT_FEATURES_2D = 480;

    private static final int MIN_BATCH = 2;
    private static final double PATCH_EDGE = 512;
    private static final double ANISOTROPY_THRESHOLD = 3;

    private final DatasetFacts subject;
    private final double targetGib;

    V1StagePlanner(DatasetFacts subject, double targetGib) {
        this.subject = subject;
        this.targetGib = targetGib;
    }

    double targetGib() {
        return targetGib;
    }

    /**
     * @param spacing mm, of the stage
     * @param fullSpacing mm, of the full resolution
     * @param fullShape median case at the full resolution, voxels, not rounded
     */
    V1Stage plan3d(double[] spacing, double[] fullSpacing, double[] fullShape) {
        int[] median = new int[3];
        Arrays.setAll(median, d -> (int) Math.rint(fullSpacing[d] / spacing[d] * fullShape[d]));
        double reference = PlannerVariant.V1.reference(3, targetGib);
        Search search = shrink(spacing, initialPatch(spacing, median), median, reference, BASE_FEATURES);
        long byMemory = (long) Math.floor(Math.max(reference / search.estimate, 1) * MIN_BATCH);
        long byCoverage = coverage(median, search.schedule.patch());
        int batch = (int) Math.min(Math.min(byMemory, Math.max(byCoverage, MIN_BATCH)), Integer.MAX_VALUE);
        int[] patch = search.schedule.patch();
        boolean dummy2d = (double) Arrays.stream(patch).max().orElseThrow() / patch[0] > ANISOTROPY_THRESHOLD;
        return stage(search, spacing, fullSpacing, median, batch, byMemory, byCoverage, reference, dummy2d);
    }

    /** @param shape median case, voxels, not rounded; 3 axes, as for the spacing */
    V1Stage plan2d(double[] spacing, double[] shape) {
        int[] median = Arrays.stream(shape).mapToInt(v -> (int) Math.rint(v)).toArray();
        int[] inPlane = Arrays.copyOfRange(median, 1, 3);
        double reference = PlannerVariant.V1.reference(2, targetGib);
        Search search = shrink(Arrays.copyOfRange(spacing, 1, 3), inPlane, inPlane, reference, PRETENDED_FEATURES_2D);
        long byMemory = (long) Math.floor(reference / search.estimate) * MIN_BATCH;
        long byCoverage = coverage(median, search.schedule.patch());
        int batch = (int) Math.min(Math.max(1, Math.min(byMemory, byCoverage)), Integer.MAX_VALUE);
        return stage(search, spacing, spacing, median, batch, byMemory, byCoverage, reference, false);
    }

    private static int[] initialPatch(double[] spacing, int[] median) {
        double[] perMm = Arrays.stream(spacing).map(s -> 1 / s).toArray();
        double mean = (perMm[0] + perMm[1] + perMm[2]) / 3;
        double[] relative = Arrays.stream(perMm).map(v -> v / mean).toArray();
        double scale = 1 / Arrays.stream(relative).min().orElseThrow() * PATCH_EDGE;
        int[] patch = new int[3];
        Arrays.setAll(patch, d -> Math.min((int) Math.rint(relative[d] * scale), median[d]));
        return patch;
    }

    private Search shrink(double[] spacing, int[] initial, int[] median, double reference, int firstFeatures) {
        double[] shape = Arrays.stream(median).asDoubleStream().toArray();
        PoolingSchedule schedule = PoolingSchedule.ofV1(spacing, initial);
        long estimate = estimate(schedule, firstFeatures);
        List<ConfigurationSketch.Shrinking> steps = new ArrayList<>();
        while (estimate > reference) {
            int axis = ConfigurationPlanner.longest(schedule.patch(), shape);
            steps.add(new ConfigurationSketch.Shrinking(
                    ConfigurationPlanner.list(schedule.patch()), (double) estimate, axis));
            int[] patch = schedule.patch().clone();
            int[] shorter = patch.clone();
            shorter[axis] -= schedule.divisor()[axis];
            patch[axis] -= PoolingSchedule.ofV1(spacing, shorter).divisor()[axis];
            if (patch[axis] < 1) {
                throw new PipelineException(
                        FailureCode.INVALID_EXPERIMENT,
                        "experiment.json /planner/gpuMemoryTargetGib: " + targetGib
                                + " GiB is too little for any patch; give more");
            }
            schedule = PoolingSchedule.ofV1(spacing, patch);
            estimate = estimate(schedule, BASE_FEATURES);
        }
        return new Search(initial, steps, schedule, estimate);
    }

    private long estimate(PoolingSchedule schedule, int baseFeatures) {
        int max = schedule.patch().length == 2 ? MAX_FEATURES_2D : MAX_FEATURES_3D;
        return NetworkEstimate.ofV1(
                schedule, baseFeatures, max, subject.channelNames().size(), subject.labels());
    }

    private long coverage(int[] median, int[] patch) {
        double datasetVoxels =
                Arrays.stream(median).asDoubleStream().reduce(1, (a, b) -> a * b) * subject.trainingCases();
        double patchVoxels = Arrays.stream(patch).asDoubleStream().reduce(1, (a, b) -> a * b);
        return (long) Math.rint(PlannerVariant.V1.maxDatasetCoverage() * datasetVoxels / patchVoxels);
    }

    private static V1Stage stage(
            Search search,
            double[] spacing,
            double[] fullSpacing,
            int[] median,
            int batch,
            long byMemory,
            long byCoverage,
            double reference,
            boolean dummy2d) {
        PoolingSchedule schedule = search.schedule;
        int dimensions = schedule.patch().length;
        int stages = schedule.stages();
        int max = dimensions == 2 ? BUILT_FEATURES_2D : MAX_FEATURES_3D;
        int[] features = IntStream.range(0, stages)
                .map(s -> (int) Math.min(max, (long) BASE_FEATURES << s))
                .toArray();
        ConfigurationSketch sketch = new ConfigurationSketch(
                Arrays.stream(spacing, 3 - dimensions, 3).boxed().toList(),
                Arrays.stream(median, 3 - dimensions, 3)
                        .asDoubleStream()
                        .boxed()
                        .toList(),
                Arrays.stream(search.initial).asDoubleStream().boxed().toList(),
                search.steps,
                ConfigurationPlanner.list(schedule.patch()),
                ArchitecturePlan.of(
                        NetworkClass.PLAIN,
                        features,
                        schedule.kernels(),
                        schedule.strides(),
                        NetworkEstimate.encoder(NetworkClass.PLAIN, stages),
                        NetworkEstimate.decoder(NetworkClass.PLAIN, stages)),
                search.estimate,
                reference,
                reference * MIN_BATCH,
                batch,
                byMemory,
                byCoverage);
        return new V1Stage(
                sketch,
                ConfigurationPlanner.list(median),
                ConfigurationPlanner.list(spacing),
                ConfigurationPlanner.list(fullSpacing),
                ConfigurationPlanner.list(schedule.pools()),
                dummy2d);
    }

    /** Where the shrinking ended. */
    private static final class Search {
        private final int[] initial;
        private final List<ConfigurationSketch.Shrinking> steps;
        private final PoolingSchedule schedule;
        private final double estimate;

        Search(int[] initial, List<ConfigurationSketch.Shrinking> steps, PoolingSchedule schedule, long estimate) {
            this.initial = initial;
            this.steps = steps;
            this.schedule = schedule;
            this.estimate = (double) estimate;
        }
    }
}
