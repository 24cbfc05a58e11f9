package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.V1Plans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * nnU-Net v1's planners of 3D and 2D configurations.
 *
 * <p>Reference: nnU-Net branch nnunetv1, {@code ExperimentPlanner3D_v21} and {@code ExperimentPlanner2D_v21}.
 */
final class ExperimentPlannerV1 {
    private static final String DOCUMENT_3D = "nnUNetPlansv2.1_plans_3D";
    private static final String DOCUMENT_2D = "nnUNetPlansv2.1_plans_2D";
    private static final String PREPROCESSOR_2D = "PreprocessorFor2D";
    private static final double LOWRES_FACTOR = 1.01;
    private static final int PATCHES_PER_MEDIAN_CASE = 4;

    private final DatasetFingerprint fingerprint;
    private final DatasetFacts subject;
    private final V1StagePlanner planner;

    ExperimentPlannerV1(DatasetFingerprint fingerprint, DatasetFacts subject, double targetGib) {
        this.fingerprint = fingerprint;
        this.subject = subject;
        this.planner = new V1StagePlanner(subject, targetGib);
    }

    TracedPlans plan() {
        TargetSpacing target = TargetSpacing.of(fingerprint);
        AxisOrder transpose = target.transposeForward();
        double[] spacing = transpose.apply(target.spacing()).toArray();
        double[] shape = ExperimentPlanner.transposed(transpose, medianShape(target.spacing()));
        Map<String, ConfigurationSketch> sketches = new LinkedHashMap<>();
        Map<String, ObjectNode> documents = new LinkedHashMap<>();

        Spacing median = target.median();
        AxisOrder transpose2d = transposeForward(median);
        double[] spacing2d = transpose2d.apply(median).toArray();
        double[] shape2d = ExperimentPlanner.transposed(transpose2d, medianShape(median));
        V1Stage stage2d = planner.plan2d(spacing2d, shape2d);
        documents.put(DOCUMENT_2D, document(transpose2d, "nnUNetData_plans_v2.1_2D", PREPROCESSOR_2D, stage2d));
        sketches.put(ConfigurationKind.PLANAR.text(), stage2d.sketch());

        int turns = 0;
        Optional<ConfigurationSketch> dropped = Optional.empty();
        List<JsonCursor> converted = new ArrayList<>();
        if (Math.rint(shape[0]) > 1) {
            V1Stage full = planner.plan3d(spacing, spacing, shape);
            Lowres lowres = lowres(full, spacing, shape);
            turns = lowres.turns();
            List<V1Stage> stages = new ArrayList<>();
            if (lowres.stage().isPresent() && 2 * lowres.stage().get().medianVoxels() < full.medianVoxels()) {
                stages.add(lowres.stage().get());
                sketches.put(
                        ConfigurationKind.LOWRES.text(), lowres.stage().get().sketch());
            } else {
                dropped = lowres.stage().map(V1Stage::sketch);
            }
            stages.add(full);
            sketches.put(ConfigurationKind.FULLRES.text(), full.sketch());
            ObjectNode document =
                    document(transpose, "nnUNetData_plans_v2.1", "GenericPreprocessor", stages.toArray(V1Stage[]::new));
            documents.put(DOCUMENT_3D, document);
            converted.add(cursor(DOCUMENT_3D, document));
        }
        converted.add(cursor(DOCUMENT_2D, documents.get(DOCUMENT_2D)));
        Plans plans = V1Plans.convert(converted.toArray(JsonCursor[]::new));
        PlanningTrace trace = new PlanningTrace(
                PlannerVariant.V1,
                planner.targetGib(),
                target,
                ConfigurationPlanner.list(shape),
                sketches,
                turns,
                dropped);
        return new TracedPlans(plans, trace, documents);
    }

    private static JsonCursor cursor(String name, ObjectNode document) {
        return JsonCursor.at(name, FailureCode.INVALID_PLANS, "", document);
    }

    /** Coarser and coarser until the median case has no more voxels than four patches. */
    private Lowres lowres(V1Stage full, double[] spacing, double[] shape) {
        double[] coarse = spacing.clone();
        double voxels = ExperimentPlanner.product(shape);
        double patchVoxels = full.sketch().patchVoxels();
        Optional<V1Stage> stage = Optional.empty();
        int turns = 0;
        if (voxels / patchVoxels < PATCHES_PER_MEDIAN_CASE) {
            return new Lowres(stage, turns);
        }
        while (voxels > PATCHES_PER_MEDIAN_CASE * patchVoxels) {
            ExperimentPlanner.coarsen(coarse, LOWRES_FACTOR);
            double[] size = new double[3];
            Arrays.setAll(size, d -> spacing[d] / coarse[d] * shape[d]);
            voxels = ExperimentPlanner.product(size);
            V1Stage next = planner.plan3d(coarse.clone(), spacing, shape);
            patchVoxels = next.sketch().patchVoxels();
            stage = Optional.of(next);
            turns++;
        }
        return new Lowres(stage, turns);
    }

    private record Lowres(Optional<V1Stage> stage, int turns) {}

    /** Median over the cases of their shape at the spacing, not rounded; array frame. */
    private double[] medianShape(Spacing spacing) {
        int cases = fingerprint.spacings().size();
        double[] median = new double[3];
        Arrays.setAll(
                median,
                axis -> Quantile.median(IntStream.range(0, cases)
                        .mapToDouble(i -> fingerprint.spacings().get(i).get(axis)
                                / spacing.get(axis)
                                * fingerprint.shapesAfterCrop().get(i).get(axis))
                        .toArray()));
        return median;
    }

    private static AxisOrder transposeForward(Spacing spacing) {
        return new TargetSpacing(spacing, spacing, 0, false, false).transposeForward();
    }

    private ObjectNode document(AxisOrder transpose, String identifier, String preprocessor, V1Stage... stages) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("num_stages", stages.length);
        json.put("num_modalities", subject.channelNames().size());
        ObjectNode modalities = json.putObject("modalities");
        ObjectNode schemes = json.putObject("normalization_schemes");
        ObjectNode useMask = Json.mapper().createObjectNode();
        for (int c = 0; c < subject.channelNames().size(); c++) {
            String name = subject.channelNames().get(c);
            String scheme = scheme(name);
            modalities.put(Integer.toString(c), name);
            schemes.put(Integer.toString(c), scheme);
            useMask.put(Integer.toString(c), !name.contains("CT") && fingerprint.medianRelativeSize() < 0.75);
        }
        ObjectNode properties = json.putObject("dataset_properties");
        properties.set("all_sizes", Json.mapper().valueToTree(fingerprint.shapesAfterCrop()));
        properties.set("all_spacings", Json.mapper().valueToTree(fingerprint.spacings()));
        ObjectNode intensities = properties.putObject("intensityproperties");
        fingerprint
                .intensityProperties()
                .forEach((channel, p) -> intensities
                        .putObject(channel)
                        .put("median", p.median())
                        .put("mean", p.mean())
                        .put("sd", p.std())
                        .put("mn", p.min())
                        .put("mx", p.max())
                        .put("percentile_99_5", p.percentile995())
                        .put("percentile_00_5", p.percentile005()));
        json.put("preprocessed_data_folder", subject.datasetName());
        json.put("num_classes", subject.labels() - 1);
        ArrayNode classes = json.putArray("all_classes");
        IntStream.range(1, subject.labels()).forEach(classes::add);
        json.put("base_num_features", V1StagePlanner.BASE_FEATURES);
        json.set("use_mask_for_norm", useMask);
        json.putNull("keep_only_largest_region");
        json.putNull("min_region_size_per_class");
        json.putNull("min_size_per_class");
        json.set("transpose_forward", Json.mapper().valueToTree(transpose));
        json.set("transpose_backward", Json.mapper().valueToTree(transpose.inverse()));
        json.put("data_identifier", identifier);
        ObjectNode perStage = json.putObject("plans_per_stage");
        for (int i = 0; i < stages.length; i++) {
            perStage.set(Integer.toString(i), stages[i].toJson());
        }
        json.put("preprocessor_name", preprocessor);
        if (!preprocessor.equals(PREPROCESSOR_2D)) {
            json.put("conv_per_stage", 2);
        }
        return json;
    }

    private static String scheme(String channelName) {
        return switch (channelName) {
            case "CT", "ct" -> "CT";
            case "noNorm" -> "noNorm";
            default -> "nonCT";
        };
    }
}
