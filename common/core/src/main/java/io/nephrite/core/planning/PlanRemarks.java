package io.nephrite.core.planning;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.NormalizationScheme;
import io.nephrite.core.plans.Plans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds where plans, data and experiment contradict each other. Each remark names the consequence; it is a warning and
 * refuses nothing.
 */
final class PlanRemarks {
    /** A slice with fewer voxels along an axis is nearly a line. */
    private static final double THIN_VOXELS = 8;
    /** More than this part of a patch beyond the median case is worth a word. */
    private static final double MUCH_PADDING = 0.5;
    /** Ratio of spacings from which voxels are invented or lost. */
    private static final double FAR = 3;

    private static final String[] AXES = {"z", "y", "x"};

    private final Plans plans;
    private final DatasetFingerprint fingerprint;
    private final DatasetFacts subject;
    private final Experiment experiment;
    private final boolean uploaded;
    private final List<String> remarks = new ArrayList<>();

    private PlanRemarks(
            Plans plans,
            DatasetFingerprint fingerprint,
            DatasetFacts subject,
            Experiment experiment,
            boolean uploaded) {
        this.plans = plans;
        this.fingerprint = fingerprint;
        this.subject = subject;
        this.experiment = experiment;
        this.uploaded = uploaded;
    }

    /** @param uploaded whether the plans are the user's own */
    static List<String> of(
            Plans plans,
            DatasetFingerprint fingerprint,
            DatasetFacts subject,
            Experiment experiment,
            boolean uploaded) {
        PlanRemarks found = new PlanRemarks(plans, fingerprint, subject, experiment, uploaded);
        if (uploaded) {
            found.document();
        }
        found.overrides();
        plans.configurationNames().forEach(name -> found.configuration(plans.configuration(name)));
        return found.remarks;
    }

    private void document() {
        plans.unreadFields()
                .forEach(pointer ->
                        add("Nothing reads the plans' field %s, here or in nnU-Net: it has no effect.", pointer));
        String madeFor = plans.toJson().path("dataset_name").asText(subject.datasetName());
        if (!madeFor.equals(subject.datasetName())
                && plans.configurationNames().stream()
                        .anyMatch(name ->
                                plans.configuration(name).normalizationSchemes().contains(NormalizationScheme.CT))) {
            add(
                    "The plans were made for %s: channels that are normalised as CT take that dataset's intensities, not"
                            + " those of %s.",
                    madeFor, subject.datasetName());
        }
    }

    private void overrides() {
        experiment
                .configurations()
                .ifPresent(asked -> experiment.planner().overrides().keySet().stream()
                        .filter(name -> asked.stream().noneMatch(a -> inheritsFrom(a, name)))
                        .sorted()
                        .forEach(name -> add(
                                "experiment.json /planner/overrides/%s has no effect: only %s is preprocessed and trained.",
                                name, String.join(", ", asked))));
    }

    private boolean inheritsFrom(String configuration, String parent) {
        String name = configuration;
        for (int depth = 0; depth <= plans.configurationNames().size(); depth++) {
            if (name.equals(parent)) {
                return true;
            }
            name = plans.toJson()
                    .path("configurations")
                    .path(name)
                    .path("inherits_from")
                    .asText("");
        }
        return false;
    }

    private void configuration(ConfigurationPlan plan) {
        thinSlices(plan);
        padding(plan);
        normalization(plan);
        if (uploaded || overridesSpacing(plan)) {
            spacing(plan);
        }
        if (uploaded && plan.dimensions() == 2) {
            planes();
        }
    }

    private boolean overridesSpacing(ConfigurationPlan plan) {
        return Optional.ofNullable(experiment.planner().overrides().get(plan.name()))
                .filter(fields -> fields.has("spacing"))
                .isPresent();
    }

    /** Coronal or sagittal slices that lie one by one in the files. */
    private void thinSlices(ConfigurationPlan plan) {
        if (plan.dimensions() != 2) {
            return;
        }
        double[] shape = medianShape();
        double[] slice = plan.medianImageSize();
        for (int d = 0; d < 2; d++) {
            int axis = plans.transposeForward().source(d + 1);
            int across = plans.transposeForward().source(0);
            if (slice[d] < THIN_VOXELS && slice[1 - d] >= FAR * slice[d] && shape[across] >= FAR * shape[axis]) {
                add(
                        "%s: a slice has %s voxels, so the network sees lines and not images. The planes of a 2d"
                                + " configuration are cut across the axis with the largest spacing, here %s (%s mm,"
                                + " %s voxels in the median case), but the cases are thin along %s (%s mm, %s voxels)."
                                + " If the images are slices across %s, give that axis the largest voxel size in their"
                                + " headers, or upload plans with \"transpose_forward\": %s and a patch of that plane;"
                                + " 3d_fullres sees the slices as they are. Axes as stored in the array: z is the"
                                + " slowest, the third of the file.",
                        plan.name(),
                        product(slice),
                        AXES[across],
                        number(medianSpacing()[across]),
                        number(shape[across]),
                        AXES[axis],
                        number(medianSpacing()[axis]),
                        number(shape[axis]),
                        AXES[axis],
                        axis == 1 ? "[1, 0, 2]" : axis == 2 ? "[2, 0, 1]" : "[0, 1, 2]");
            }
        }
    }

    private void padding(ConfigurationPlan plan) {
        int[] patch = plan.patchSize();
        double[] median = plan.medianImageSize();
        double inside = 1;
        for (int d = 0; d < patch.length; d++) {
            inside *= Math.min(1, median[d] / patch[d]);
        }
        if (1 - inside > MUCH_PADDING) {
            add(
                    "%s: the patch %s is larger than the median case, %s voxels at this spacing: %s %% of a patch is"
                            + " padding, which costs time and memory and shows nothing.",
                    plan.name(),
                    product(Arrays.stream(patch).asDoubleStream().toArray()),
                    product(median),
                    number(100 * (1 - inside)));
        }
    }

    private void normalization(ConfigurationPlan plan) {
        if (!uploaded && !experiment.planner().overrides().containsKey(plan.name())) {
            return;
        }
        List<NormalizationScheme> usual = subject.channelNames().stream()
                .map(NormalizationScheme::ofChannel)
                .toList();
        List<NormalizationScheme> schemes = plan.normalizationSchemes();
        for (int c = 0; c < Math.min(usual.size(), schemes.size()); c++) {
            if ((usual.get(c) == NormalizationScheme.CT) != (schemes.get(c) == NormalizationScheme.CT)) {
                add(
                        "%s: channel %d is called \"%s\" in dataset.json and normalised by %s; a channel of that name is"
                                + " usually normalised by %s.",
                        plan.name(),
                        c,
                        subject.channelNames().get(c),
                        schemes.get(c).className(),
                        usual.get(c).className());
            }
        }
    }

    private void spacing(ConfigurationPlan plan) {
        double[] target = plan.spacing();
        int skipped = 3 - plan.dimensions();
        List<String> far = new ArrayList<>();
        double[] shape = medianShape();
        double voxels = 1;
        for (int d = 0; d < 3; d++) {
            int axis = plans.transposeForward().source(d);
            double own = medianSpacing()[axis];
            double asked = d < skipped ? own : target[d - skipped];
            voxels *= Math.max(1, Math.rint(shape[axis] * own / asked));
            if (own > FAR * asked || asked > FAR * own) {
                far.add(number(own) + " mm along " + AXES[axis] + " become " + number(asked));
            }
        }
        if (!far.isEmpty() && !ConfigurationKind.LOWRES.is(plan.name())) {
            add(
                    "%s: the plans' spacing is far from the cases' own (median): %s. The median case then has %s voxels"
                            + " for %s of its own.",
                    plan.name(),
                    String.join(", ", far),
                    whole(voxels),
                    whole(Arrays.stream(shape).reduce(1, (a, b) -> a * b)));
        }
    }

    /** A plan that cuts its planes across a fine axis although another is far coarser. */
    private void planes() {
        double[] spacing = medianSpacing();
        int across = plans.transposeForward().source(0);
        for (int axis = 0; axis < 3; axis++) {
            if (spacing[axis] > FAR * spacing[across]) {
                add(
                        "2d: the plans' transpose_forward %s cuts planes across %s (%s mm), although the cases are far"
                                + " coarser along %s (%s mm): the planes are not those of the scanner.",
                        Arrays.toString(plans.transposeForward().toArray()),
                        AXES[across],
                        number(spacing[across]),
                        AXES[axis],
                        number(spacing[axis]));
            }
        }
    }

    /** Voxels per axis, array frame. */
    private double[] medianShape() {
        double[] shape = new double[3];
        Arrays.setAll(
                shape,
                d -> Quantile.median(fingerprint.shapesAfterCrop().stream()
                        .mapToDouble(s -> s.get(d))
                        .toArray()));
        return shape;
    }

    /** Per axis, mm, array frame. */
    private double[] medianSpacing() {
        return TargetSpacing.percentiles(fingerprint, 50);
    }

    private void add(String format, Object... values) {
        remarks.add(String.format(Locale.ROOT, format, values));
    }

    private static String product(double[] sizes) {
        return Arrays.stream(sizes).mapToObj(PlanRemarks::number).collect(Collectors.joining(" x "));
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.4g", value);
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : text.contains("e") ? text : text.replaceFirst("\\.?0+$", "");
    }
}
