package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationDocument;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.plans.NormalizationScheme;
import io.nephrite.core.plans.Plans;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * nnU-Net v2's planners: the default one and those with residual encoders.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code ExperimentPlanner} and {@code residual_encoder_unet_planners}; equal field by
 * field, but for {@code image_reader_writer}, which names the reader whose geometry ours has.
 */
final class ExperimentPlanner {
    private static final double LOWRES_THRESHOLD = 0.25;
    private static final double CROPPED_MUCH = 0.75;
    private static final double LOWRES_FACTOR = 1.03;

    private final PlannerVariant variant;
    private final double targetGib;

    ExperimentPlanner(PlannerVariant variant, double targetGib) {
        this.variant = variant;
        this.targetGib = targetGib;
    }

    TracedPlans plan(DatasetFingerprint fingerprint, DatasetFacts subject) {
        TargetSpacing target = TargetSpacing.of(fingerprint);
        AxisOrder transpose = target.transposeForward();
        double[] spacing = transpose.apply(target.spacing()).toArray();
        double[] shape = transposed(transpose, medianShape(fingerprint, target.spacing()));
        double datasetVoxels = product(shape) * subject.trainingCases();
        ConfigurationPlanner planner = new ConfigurationPlanner(variant, targetGib, subject.labels());

        Map<String, ConfigurationSketch> sketches = new LinkedHashMap<>();
        sketches.put(
                ConfigurationKind.PLANAR.text(),
                planner.plan(Arrays.copyOfRange(spacing, 1, 3), Arrays.copyOfRange(shape, 1, 3), datasetVoxels));
        Lowres lowres = new Lowres(Optional.empty(), Optional.empty(), 0);
        if (shape[0] != 1) {
            ConfigurationSketch full = planner.plan(spacing, shape, datasetVoxels);
            lowres = lowres(planner, spacing, shape, full, subject.trainingCases());
            lowres.kept().ifPresent(sketch -> sketches.put(ConfigurationKind.LOWRES.text(), sketch));
            sketches.put(ConfigurationKind.FULLRES.text(), full);
        }
        PlanningTrace trace = new PlanningTrace(
                variant,
                targetGib,
                target,
                ConfigurationPlanner.list(shape),
                sketches,
                lowres.turns(),
                lowres.dropped());
        return new TracedPlans(document(fingerprint, subject, transpose, sketches), trace);
    }

    /** Coarser and coarser until a patch sees a quarter of the median case; the finer axes first. */
    private static Lowres lowres(
            ConfigurationPlanner planner, double[] spacing, double[] shape, ConfigurationSketch full, int cases) {
        double[] coarse = spacing.clone();
        double medianVoxels = product(shape);
        double patchVoxels = full.patchVoxels();
        Optional<ConfigurationSketch> lowres = Optional.empty();
        int turns = 0;
        while (patchVoxels / medianVoxels < LOWRES_THRESHOLD) {
            coarsen(coarse, LOWRES_FACTOR);
            double[] size = new double[3];
            Arrays.setAll(size, d -> spacing[d] / coarse[d] * shape[d]);
            medianVoxels = product(size);
            double[] rounded = Arrays.stream(size).map(Math::rint).toArray();
            ConfigurationSketch sketch = planner.plan(coarse, rounded, medianVoxels * cases);
            patchVoxels = sketch.patchVoxels();
            lowres = Optional.of(sketch);
            turns++;
        }
        boolean close = product(shape) / medianVoxels < 2;
        return close ? new Lowres(Optional.empty(), lowres, turns) : new Lowres(lowres, Optional.empty(), turns);
    }

    private record Lowres(Optional<ConfigurationSketch> kept, Optional<ConfigurationSketch> dropped, int turns) {}

    /** Axes more than twice finer than the coarsest grow alone until they have caught up. */
    static void coarsen(double[] spacing, double factor) {
        double coarsest = Arrays.stream(spacing).max().orElseThrow();
        boolean uneven = Arrays.stream(spacing).anyMatch(s -> coarsest / s > 2);
        for (int d = 0; d < spacing.length; d++) {
            if (!uneven || coarsest / spacing[d] > 2) {
                spacing[d] *= factor;
            }
        }
    }

    private Plans document(
            DatasetFingerprint fingerprint,
            DatasetFacts subject,
            AxisOrder transpose,
            Map<String, ConfigurationSketch> sketches) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("dataset_name", subject.datasetName());
        json.put("plans_name", variant.plansName());
        ArrayNode medianSpacing = json.putArray("original_median_spacing_after_transp");
        ArrayNode medianShape = json.putArray("original_median_shape_after_transp");
        for (int axis : transpose.toArray()) {
            medianSpacing.add(Quantile.median(fingerprint.spacings().stream()
                    .mapToDouble(s -> s.get(axis))
                    .toArray()));
            medianShape.add((long) Math.rint(Quantile.median(fingerprint.shapesAfterCrop().stream()
                    .mapToDouble(s -> s.get(axis))
                    .toArray())));
        }
        boolean planar = fingerprint.shapesAfterCrop().stream().allMatch(s -> s.z() == 1);
        json.put("image_reader_writer", subject.readerOf(planar).text());
        json.set("transpose_forward", Json.mapper().valueToTree(transpose));
        json.set("transpose_backward", Json.mapper().valueToTree(transpose.inverse()));
        ObjectNode configurations = json.putObject("configurations");
        List<NormalizationScheme> schemes = subject.channelNames().stream()
                .map(NormalizationScheme::ofChannel)
                .toList();
        List<Boolean> useMask = useMask(schemes, fingerprint.medianRelativeSize());
        boolean cascade = sketches.containsKey(ConfigurationKind.LOWRES.text());
        sketches.forEach((name, sketch) -> {
            ObjectNode configuration = new ConfigurationDocument(
                            variant.dataIdentifier(name),
                            "DefaultPreprocessor",
                            sketch.batchSize(),
                            sketch.patch(),
                            sketch.spacing(),
                            schemes,
                            useMask,
                            sketch.architecture(),
                            ConfigurationKind.PLANAR.is(name) || (ConfigurationKind.FULLRES.is(name) && cascade))
                    .toJson(medianImageSize(name, sketch));
            if (ConfigurationKind.LOWRES.is(name)) {
                configuration.put("next_stage", ConfigurationKind.CASCADE.text());
            }
            configurations.set(name, configuration);
        });
        if (cascade) {
            configurations
                    .putObject(ConfigurationKind.CASCADE.text())
                    .put("inherits_from", ConfigurationKind.FULLRES.text())
                    .put("previous_stage", ConfigurationKind.LOWRES.text());
        }
        json.put("experiment_planner_used", variant.plannerName());
        json.put("label_manager", "LabelManager");
        json.set(
                "foreground_intensity_properties_per_channel",
                Json.mapper().valueToTree(fingerprint.intensityProperties()));
        return Plans.of(json);
    }

    /** Only non-zero voxels are normalised where the crop has removed much, and only by the z-score. */
    private static List<Boolean> useMask(List<NormalizationScheme> schemes, double medianRelativeSize) {
        return schemes.stream()
                .map(scheme -> scheme == NormalizationScheme.Z_SCORE && medianRelativeSize < CROPPED_MUCH)
                .toList();
    }

    /** nnU-Net writes the median of 3d_lowres in whole voxels and the others as they are. */
    private static ArrayNode medianImageSize(String configuration, ConfigurationSketch sketch) {
        ArrayNode size = Json.mapper().createArrayNode();
        for (double voxels : sketch.medianShape()) {
            if (ConfigurationKind.LOWRES.is(configuration)) {
                size.add((long) voxels);
            } else {
                size.add(voxels);
            }
        }
        return size;
    }

    /** Median over the cases of their shape at the spacing; array frame, may be fractional. */
    static double[] medianShape(DatasetFingerprint fingerprint, Spacing spacing) {
        int cases = fingerprint.spacings().size();
        double[] median = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            double[] voxels = new double[cases];
            for (int i = 0; i < cases; i++) {
                Spacing old = fingerprint.spacings().get(i);
                Shape3 shape = fingerprint.shapesAfterCrop().get(i);
                voxels[i] = Math.rint(old.get(axis) / spacing.get(axis) * shape.get(axis));
            }
            median[axis] = Quantile.median(voxels);
        }
        return median;
    }

    static double[] transposed(AxisOrder order, double[] values) {
        double[] result = new double[3];
        Arrays.setAll(result, axis -> values[order.source(axis)]);
        return result;
    }

    static double product(double[] values) {
        return Arrays.stream(values).reduce(1, (a, b) -> a * b);
    }
}
