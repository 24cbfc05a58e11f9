package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Why plans are as they are: the facts as JSON, and the same in sentences. Sizes are in voxels of the plan frame unless
 * a name says otherwise.
 */
public final class PlansExplanation {
    /** Java, libtorch and batches in a process that trains on a CPU; measured. */
    private static final long PROCESS_BYTES = 3L * (1 << 30) / 10;

    private final ObjectNode facts;

    private PlansExplanation(ObjectNode facts) {
        this.facts = facts;
    }

    /** Of plans that a planner made, with the experiment's overrides. */
    public static PlansExplanation of(
            TracedPlans planned, DatasetFingerprint fingerprint, DatasetFacts subject, Experiment experiment) {
        return of(planned.plans(), Optional.of(planned.trace()), fingerprint, subject, experiment);
    }

    /** Of plans that a user uploaded: what they cost, not how they came about. */
    public static PlansExplanation of(
            Plans plans, DatasetFingerprint fingerprint, DatasetFacts subject, Experiment experiment) {
        return of(plans, Optional.empty(), fingerprint, subject, experiment);
    }

    /** The same with more remarks. */
    public PlansExplanation with(List<String> remarks) {
        ObjectNode more = facts.deepCopy();
        remarks.forEach(more.withArray("warnings")::add);
        return new PlansExplanation(more);
    }

    private static PlansExplanation of(
            Plans plans,
            Optional<PlanningTrace> trace,
            DatasetFingerprint fingerprint,
            DatasetFacts subject,
            Experiment experiment) {
        ObjectNode facts = Json.mapper().createObjectNode();
        facts.put("dataset", subject.datasetName());
        facts.put("plansName", plans.plansName());
        facts.put("plansId", VersionWork.id(plans));
        facts.put("cases", fingerprint.spacings().size());
        facts.put("madeBy", trace.map(t -> t.variant().plannerName()).orElse("uploaded"));
        ArrayNode warnings = facts.putArray("warnings");
        PlanRemarks.of(plans, fingerprint, subject, experiment, trace.isEmpty()).forEach(warnings::add);
        subject.contradictions().forEach(warnings::add);
        trace.ifPresent(t -> {
            facts.put("gpuMemoryTargetGib", t.targetGib());
            spacingFacts(facts.putObject("spacing"), t, plans);
            lowresFacts(facts.putObject("lowres"), t);
        });
        ObjectNode configurations = facts.putObject("configurations");
        for (String name : plans.configurationNames()) {
            configurations.set(name, configurationFacts(plans, plans.configuration(name), trace, fingerprint, subject));
        }
        return new PlansExplanation(facts);
    }

    private static void spacingFacts(ObjectNode json, PlanningTrace trace, Plans plans) {
        TargetSpacing target = trace.spacing();
        json.set("medianMmArrayFrame", Json.mapper().valueToTree(target.median()));
        json.set("targetMmArrayFrame", Json.mapper().valueToTree(target.spacing()));
        json.put("coarsestAxis", target.worstAxis());
        json.put("coarsestMoreThanThriceTheOthers", target.anisotropicSpacing());
        json.put("coarsestHasLessThanAThirdOfTheVoxels", target.anisotropicVoxels());
        json.put("anisotropyRuleHit", target.anisotropyRuleHit());
        json.set("transposeForward", Json.mapper().valueToTree(plans.transposeForward()));
        json.set("medianShapeAtTarget", Json.mapper().valueToTree(trace.newMedianShape()));
    }

    private static void lowresFacts(ObjectNode json, PlanningTrace trace) {
        json.put("planned", trace.sketches().containsKey(ConfigurationKind.LOWRES.text()));
        json.put("turns", trace.lowresTurns());
        trace.lowresDropped()
                .ifPresent(sketch -> json.set("droppedSpacingMm", Json.mapper().valueToTree(sketch.spacing())));
        Optional.ofNullable(trace.sketches().get(ConfigurationKind.FULLRES.text()))
                .ifPresent(full -> {
                    double median = full.medianShape().stream().reduce(1.0, (a, b) -> a * b);
                    json.put("fullresPatchVoxelsPerMedianCase", full.patchVoxels() / median);
                });
    }

    private static ObjectNode configurationFacts(
            Plans plans,
            ConfigurationPlan plan,
            Optional<PlanningTrace> trace,
            DatasetFingerprint fingerprint,
            DatasetFacts subject) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.set("spacingMm", Json.mapper().valueToTree(plan.spacing()));
        json.set("patch", Json.mapper().valueToTree(plan.patchSize()));
        json.put("batchSize", plan.batchSize());
        json.put("stages", plan.architecture().stages());
        int[] bottleneck = plan.patchSize();
        int[] product = plan.architecture().strideProduct();
        Arrays.setAll(bottleneck, d -> bottleneck[d] / product[d]);
        json.set("bottleneck", Json.mapper().valueToTree(bottleneck));
        json.put("network", plan.architecture().networkClass().pythonName());
        json.put("batchDice", plan.batchDice());
        json.put("dummy2dAugmentation", plan.dummy2d());
        plan.previousStage().ifPresent(previous -> json.put("previousStage", previous));
        json.set("halvings", Json.mapper().valueToTree(halvings(plan)));
        double share = share(plan);
        double slices = slices(plans, plan, fingerprint);
        if (plan.dimensions() == 2) {
            json.put("patchShareOfMedianSlice", share);
        }
        json.put("patchShareOfMedianCase", share / slices);

        int inputs = TrainingNeed.inputs(plan, subject.channelNames().size(), subject.outputs());
        NetworkSize size = NetworkSize.of(plan.architecture(), inputs, subject.outputs(), plan.patchSize());
        ObjectNode memory = json.putObject("trainingMemory");
        memory.put("parameters", size.parameters());
        memory.put("activationsPerSample", size.activations());
        memory.put("workspacePerSample", size.workspace());
        memory.put("bytesFloat32", size.trainingBytes(plan.batchSize()));
        memory.put("bytesOfProcess", PROCESS_BYTES);
        PreprocessingCost cost = PreprocessingCost.of(
                plans, plan, fingerprint, subject.channelNames().size());
        ObjectNode preprocessing = json.putObject("preprocessingPerCase");
        preprocessing.put("voxels", Math.round(cost.voxels()));
        preprocessing.put("bytes", Math.round(cost.bytes()));
        preprocessing.put("secondsOneCore", cost.seconds());

        Optional<ConfigurationSketch> sketch = trace.map(t -> t.sketches().get(plan.name()));
        sketch.ifPresent(s -> searchFacts(json, plan, s, trace.orElseThrow(), memory));
        return json;
    }

    private static void searchFacts(
            ObjectNode json,
            ConfigurationPlan plan,
            ConfigurationSketch sketch,
            PlanningTrace trace,
            ObjectNode memory) {
        json.set("initialPatch", Json.mapper().valueToTree(sketch.initialPatch()));
        ArrayNode steps = json.putArray("tooLarge");
        for (ConfigurationSketch.Shrinking step : sketch.steps()) {
            ObjectNode one = steps.addObject();
            one.set("patch", Json.mapper().valueToTree(step.patch()));
            one.put("estimate", step.estimate());
            one.put("shortenedAxis", step.axis());
        }
        json.put("estimate", sketch.estimate());
        json.put("limit", sketch.limit());
        json.put("batchByMemory", sketch.batchByMemory());
        json.put("batchByCoverage", sketch.batchByCoverage());
        json.put("coverageLimit", trace.variant().maxDatasetCoverage());
        boolean overridden = !Arrays.stream(plan.patchSize()).boxed().toList().equals(sketch.patch())
                || plan.batchSize() != sketch.batchSize()
                || !plan.architecture().equals(sketch.architecture());
        json.put("overridden", overridden);
        if (overridden) {
            ObjectNode planned = json.putObject("asPlanned");
            planned.set("patch", Json.mapper().valueToTree(sketch.patch()));
            planned.put("batchSize", sketch.batchSize());
            planned.put("stages", sketch.architecture().stages());
        }
        if (!overridden) {
            memory.put(
                    "plannersEstimateGib",
                    sketch.estimate() * sketch.batchSize() / sketch.capacity() * trace.targetGib());
        }
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
    private static double slices(Plans plans, ConfigurationPlan plan, DatasetFingerprint fingerprint) {
        int axis = plans.transposeForward().source(0);
        return plan.dimensions() == 3
                ? 1
                : Quantile.median(fingerprint.shapesAfterCrop().stream()
                        .mapToDouble(s -> s.get(axis))
                        .toArray());
    }

    /** How often each axis is halved, or made shorter by another stride. */
    private static int[] halvings(ConfigurationPlan plan) {
        int[] halvings = new int[plan.dimensions()];
        for (int[] stride : plan.architecture().strides()) {
            Arrays.setAll(halvings, d -> halvings[d] + (stride[d] > 1 ? 1 : 0));
        }
        return halvings;
    }

    /** The facts; a copy. */
    public ObjectNode toJson() {
        return facts.deepCopy();
    }

    /** Indented JSON. */
    public byte[] json() {
        return Json.pretty(facts);
    }

    /** In sentences, as Markdown. */
    public byte[] markdown() {
        return new ExplanationText(facts).markdown().getBytes(StandardCharsets.UTF_8);
    }
}
