package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.Plans;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why plans are as they are, to be written as JSON and in sentences. Sizes are in voxels of the plan frame unless a
 * name says otherwise.
 *
 * @param madeBy nnU-Net's name of the planner, or {@link #UPLOADED}
 * @param gpuMemoryTargetGib absent, as spacing and lowres, where no planner of ours made the plans
 * @param configurations by name, in the plans' order
 */
public record PlansExplanation(
        String dataset,
        String plansName,
        String plansId,
        int cases,
        String madeBy,
        List<String> warnings,
        Optional<Double> gpuMemoryTargetGib,
        Optional<SpacingChoice> spacing,
        Optional<LowresChoice> lowres,
        Map<String, ConfigurationFacts> configurations) {
    static final String UPLOADED = "uploaded";

    public PlansExplanation {
        warnings = List.copyOf(warnings);
        configurations = Collections.unmodifiableMap(new LinkedHashMap<>(configurations));
    }

    /** Of plans that a planner made, with the experiment's overrides. */
    public static PlansExplanation of(
            TracedPlans planned, DatasetFingerprint fingerprint, DatasetFacts subject, Experiment experiment) {
        return new PlansExplainer(planned.plans(), Optional.of(planned.trace()), fingerprint, subject)
                .explanation(experiment);
    }

    /** Of plans that a user uploaded: what they cost, not how they came about. */
    public static PlansExplanation of(
            Plans plans, DatasetFingerprint fingerprint, DatasetFacts subject, Experiment experiment) {
        return new PlansExplainer(plans, Optional.empty(), fingerprint, subject).explanation(experiment);
    }

    /** The same with more remarks. */
    public PlansExplanation with(List<String> remarks) {
        List<String> more = new ArrayList<>(warnings);
        more.addAll(remarks);
        return new PlansExplanation(
                dataset, plansName, plansId, cases, madeBy, more, gpuMemoryTargetGib, spacing, lowres, configurations);
    }

    /** Indented JSON. */
    public byte[] json() {
        ObjectNode json = Json.mapper().valueToTree(this);
        // in the plans' order, which the mapper would sort away
        ObjectNode ordered = json.putObject("configurations");
        configurations.forEach((name, facts) -> ordered.set(name, Json.mapper().valueToTree(facts)));
        return Json.pretty(json);
    }

    /** In sentences, as Markdown. */
    public byte[] markdown() {
        return new ExplanationText(this).markdown().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * How the target spacing was chosen.
     *
     * @param coarsestAxis of the array frame
     */
    public record SpacingChoice(
            Spacing medianMmArrayFrame,
            Spacing targetMmArrayFrame,
            int coarsestAxis,
            boolean coarsestMoreThanThriceTheOthers,
            boolean coarsestHasLessThanAThirdOfTheVoxels,
            boolean anisotropyRuleHit,
            AxisOrder transposeForward,
            List<Double> medianShapeAtTarget) {}

    /**
     * Why there is a low resolution, or none.
     *
     * @param turns number of times that the spacing was made coarser
     * @param droppedSpacingMm that was tried, and is too close to the full resolution
     * @param fullresPatchVoxelsPerMedianCase absent where the median case has one slice
     */
    public record LowresChoice(
            boolean planned,
            int turns,
            Optional<List<Double>> droppedSpacingMm,
            Optional<Double> fullresPatchVoxelsPerMedianCase) {}

    /**
     * What a configuration is and costs.
     *
     * @param bottleneck voxels of the deepest stage
     * @param network nnU-Net's name of the class
     * @param halvings how often each axis is halved, or made shorter by another stride
     * @param patchShareOfMedianSlice 0 to 1; only of a configuration of slices
     * @param patchShareOfMedianCase 0 to 1
     * @param initialPatch where the search for a patch began; absent, as all below, where no planner of ours made the
     *     configuration
     * @param tooLarge patches that took too much memory, in order
     * @param estimate of the planned patch, feature-map values of one sample
     * @param limit what the estimate may reach
     * @param coverageLimit part of the data set's voxels that a batch may hold, 0 to 1
     * @param overridden whether the experiment changed what was planned
     */
    public record ConfigurationFacts(
            List<Double> spacingMm,
            List<Integer> patch,
            int batchSize,
            int stages,
            List<Integer> bottleneck,
            String network,
            boolean batchDice,
            boolean dummy2dAugmentation,
            Optional<String> previousStage,
            List<Integer> halvings,
            Optional<Double> patchShareOfMedianSlice,
            double patchShareOfMedianCase,
            TrainingMemory trainingMemory,
            PreprocessingPerCase preprocessingPerCase,
            Optional<List<Double>> initialPatch,
            Optional<List<TooLargePatch>> tooLarge,
            Optional<Double> estimate,
            Optional<Double> limit,
            Optional<Long> batchByMemory,
            Optional<Long> batchByCoverage,
            Optional<Double> coverageLimit,
            Optional<Boolean> overridden,
            Optional<PlannedSize> asPlanned) {
        boolean isOverridden() {
            return overridden.orElse(false);
        }
    }

    /**
     * What a training needs, counted from the network.
     *
     * @param bytesFloat32 with gradient and momentum
     * @param bytesOfProcess of a training on a CPU, besides
     * @param plannersEstimateGib in mixed precision on a GPU; absent where no planner has estimated this network
     */
    public record TrainingMemory(
            BigInteger parameters,
            BigInteger activationsPerSample,
            BigInteger workspacePerSample,
            BigInteger bytesFloat32,
            long bytesOfProcess,
            Optional<Double> plannersEstimateGib) {}

    /** What preprocessing the average case takes. */
    public record PreprocessingPerCase(long voxels, long bytes, double secondsOneCore) {}

    /** A patch that was tried, and the axis that was shortened then (0 = slowest). */
    public record TooLargePatch(List<Integer> patch, double estimate, int shortenedAxis) {}

    /** What was planned before the experiment changed it. */
    public record PlannedSize(List<Integer> patch, int batchSize, int stages) {}
}
