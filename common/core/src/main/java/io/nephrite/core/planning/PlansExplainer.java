package io.nephrite.core.planning;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.core.planning.PlansExplanation.ConfigurationFacts;
import io.nephrite.core.planning.PlansExplanation.LowresChoice;
import io.nephrite.core.planning.PlansExplanation.PlannedSize;
import io.nephrite.core.planning.PlansExplanation.PreprocessingPerCase;
import io.nephrite.core.planning.PlansExplanation.SpacingChoice;
import io.nephrite.core.planning.PlansExplanation.TooLargePatch;
import io.nephrite.core.planning.PlansExplanation.TrainingMemory;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what there is to say of plans. */
final class PlansExplainer {
    /** Java, libtorch and batches in a process that trains on a CPU; measured. */
    private static final long PROCESS_BYTES = 3L * (1 << 30) / 10;

    private final Plans plans;
    private final Optional<PlanningTrace> trace;
    private final DatasetFingerprint fingerprint;
    private final DatasetFacts subject;

    /** @param trace of the planner; absent where the plans are the user's own */
    PlansExplainer(Plans plans, Optional<PlanningTrace> trace, DatasetFingerprint fingerprint, DatasetFacts subject) {
        this.plans = plans;
        this.trace = trace;
        this.fingerprint = fingerprint;
        this.subject = subject;
    }

    PlansExplanation explanation(Experiment experiment) {
        List<String> warnings =
                new ArrayList<>(PlanRemarks.of(plans, fingerprint, subject, experiment, trace.isEmpty()));
        warnings.addAll(subject.contradictions());
        Map<String, ConfigurationFacts> configurations = new LinkedHashMap<>();
        plans.configurationNames().forEach(name -> configurations.put(name, facts(plans.configuration(name))));
        return new PlansExplanation(
                subject.datasetName(),
                plans.plansName(),
                VersionWork.id(plans),
                fingerprint.spacings().size(),
                trace.map(t -> t.variant().plannerName()).orElse(PlansExplanation.UPLOADED),
                warnings,
                trace.map(PlanningTrace::targetGib),
                trace.map(this::spacing),
                trace.map(PlansExplainer::lowres),
                configurations);
    }

    private SpacingChoice spacing(PlanningTrace planned) {
        TargetSpacing target = planned.spacing();
        return new SpacingChoice(
                target.median(),
                target.spacing(),
                target.worstAxis(),
                target.anisotropicSpacing(),
                target.anisotropicVoxels(),
                target.anisotropyRuleHit(),
                plans.transposeForward(),
                planned.newMedianShape());
    }

    private static LowresChoice lowres(PlanningTrace planned) {
        return new LowresChoice(
                planned.sketches().containsKey(ConfigurationKind.LOWRES.text()),
                planned.lowresTurns(),
                planned.lowresDropped().map(ConfigurationSketch::spacing),
                Optional.ofNullable(planned.sketches().get(ConfigurationKind.FULLRES.text()))
                        .map(full ->
                                full.patchVoxels() / full.medianShape().stream().reduce(1.0, (a, b) -> a * b)));
    }

    private ConfigurationFacts facts(ConfigurationPlan plan) {
        Optional<ConfigurationSketch> sketch = trace.map(t -> t.sketches().get(plan.name()));
        boolean overridden = sketch.filter(s -> isOverridden(plan, s)).isPresent();
        int[] bottleneck = plan.patchSize();
        int[] product = plan.architecture().strideProduct();
        Arrays.setAll(bottleneck, d -> bottleneck[d] / product[d]);
        double share = share(plan);
        return new ConfigurationFacts(
                Arrays.stream(plan.spacing()).boxed().toList(),
                list(plan.patchSize()),
                plan.batchSize(),
                plan.architecture().stages(),
                list(bottleneck),
                plan.architecture().networkClass().pythonName(),
                plan.batchDice(),
                plan.dummy2d(),
                plan.previousStage(),
                halvings(plan),
                Optional.of(share).filter(s -> plan.dimensions() == 2),
                share / slices(plan),
                memory(plan, sketch.filter(s -> !overridden)),
                preprocessing(plan),
                sketch.map(ConfigurationSketch::initialPatch),
                sketch.map(PlansExplainer::tooLarge),
                sketch.map(ConfigurationSketch::estimate),
                sketch.map(ConfigurationSketch::limit),
                sketch.map(ConfigurationSketch::batchByMemory),
                sketch.map(ConfigurationSketch::batchByCoverage),
                sketch.map(s -> trace.orElseThrow().variant().maxDatasetCoverage()),
                sketch.map(s -> overridden),
                sketch.filter(s -> overridden)
                        .map(s -> new PlannedSize(
                                s.patch(), s.batchSize(), s.architecture().stages())));
    }

    private TrainingMemory memory(ConfigurationPlan plan, Optional<ConfigurationSketch> asPlanned) {
        int inputs = TrainingNeed.inputs(plan, subject.channelNames().size(), subject.foreground());
        NetworkSize size = NetworkSize.of(plan.architecture(), inputs, subject.outputs(), plan.patchSize());
        return new TrainingMemory(
                size.parameters(),
                size.activations(),
                size.workspace(),
                size.trainingBytes(plan.batchSize()),
                PROCESS_BYTES,
                asPlanned.map(s -> s.estimate()
                        * s.batchSize()
                        / s.capacity()
                        * trace.orElseThrow().targetGib()));
    }

    private PreprocessingPerCase preprocessing(ConfigurationPlan plan) {
        PreprocessingCost cost = PreprocessingCost.of(
                plans, plan, fingerprint, subject.channelNames().size());
        return new PreprocessingPerCase(Math.round(cost.voxels()), Math.round(cost.bytes()), cost.seconds());
    }

    private static List<TooLargePatch> tooLarge(ConfigurationSketch sketch) {
        return sketch.steps().stream()
                .map(s -> new TooLargePatch(s.patch(), s.estimate(), s.axis()))
                .toList();
    }

    private static boolean isOverridden(ConfigurationPlan plan, ConfigurationSketch sketch) {
        return !list(plan.patchSize()).equals(sketch.patch())
                || plan.batchSize() != sketch.batchSize()
                || !plan.architecture().equals(sketch.architecture());
    }

    /** Part of the median case that one patch covers, 0 to 1. */
    private static double share(ConfigurationPlan plan) {
        double share = 1;
        for (int d = 0; d < plan.dimensions(); d++) {
            share *= Math.min(1, plan.patchSize()[d] / plan.medianImageSize()[d]);
        }
        return share;
    }

    /** Slices of the median case, which a 2D configuration leaves as they are; 1 in 3D. */
    private double slices(ConfigurationPlan plan) {
        int axis = plans.transposeForward().source(0);
        return plan.dimensions() == 3
                ? 1
                : Quantile.median(fingerprint.shapesAfterCrop().stream()
                        .mapToDouble(s -> s.get(axis))
                        .toArray());
    }

    /** How often each axis is halved, or made shorter by another stride. */
    private static List<Integer> halvings(ConfigurationPlan plan) {
        int[] halvings = new int[plan.dimensions()];
        for (int[] stride : plan.architecture().strides()) {
            Arrays.setAll(halvings, d -> halvings[d] + (stride[d] > 1 ? 1 : 0));
        }
        return list(halvings);
    }

    private static List<Integer> list(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
