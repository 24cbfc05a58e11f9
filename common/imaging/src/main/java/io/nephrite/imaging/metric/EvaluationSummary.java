package io.nephrite.imaging.metric;

import io.nephrite.core.numpy.PythonJson;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What nnU-Net writes as {@code summary.json}: the figures of every case, their mean per label, and the mean of the
 * labels. Beside it the global Dice, of the counts added up over the cases.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code compute_metrics_on_folder}; the same text.
 *
 * @param cases in the order of their files
 * @param mean by label or region
 * @param leftOut cases that are missing in the means, with the reason; where there are any, the document says so
 * @param asBackground cases without prediction that are counted as if nothing had been found
 */
public record EvaluationSummary(
        List<CaseMetrics> cases,
        SortedMap<String, MeanMetrics> mean,
        MeanMetrics foregroundMean,
        SortedMap<String, String> leftOut,
        List<String> asBackground) {
    public EvaluationSummary {
        cases = List.copyOf(cases);
        mean = Collections.unmodifiableSortedMap(new TreeMap<>(mean));
        leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
        asBackground = List.copyOf(asBackground);
    }

    /**
     * Computes the means over cases.
     *
     * @throws IllegalArgumentException where there is no case, or the cases have different labels
     */
    public static EvaluationSummary of(List<CaseMetrics> cases) {
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("no cases to summarise");
        }
        SortedMap<String, MeanMetrics> mean = new TreeMap<>();
        for (String label : cases.get(0).metrics().keySet()) {
            List<ConfusionCounts> counts = cases.stream().map(c -> of(c, label)).toList();
            mean.put(label, MeanMetrics.overCases(counts));
        }
        List<MeanMetrics> foreground = mean.entrySet().stream()
                .filter(e -> !e.getKey().equals("0"))
                .map(Map.Entry::getValue)
                .toList();
        return new EvaluationSummary(cases, mean, MeanMetrics.overLabels(foreground), new TreeMap<>(), List.of());
    }

    /** The same figures, which are not those of all cases, or of cases that were not predicted. */
    public EvaluationSummary withGaps(SortedMap<String, String> leftOutCases, List<String> countedAsBackground) {
        return new EvaluationSummary(cases, mean, foregroundMean, leftOutCases, countedAsBackground);
    }

    private static ConfusionCounts of(CaseMetrics metrics, String label) {
        ConfusionCounts counts = metrics.metrics().get(label);
        if (counts == null) {
            throw new IllegalArgumentException(metrics.predictionFile() + ": no metrics of label " + label);
        }
        return counts;
    }

    /** Counts of each label added up over all cases, for {@link DiceScore}. */
    public SortedMap<String, ConfusionCounts> global() {
        SortedMap<String, ConfusionCounts> global = new TreeMap<>();
        for (CaseMetrics c : cases) {
            c.metrics().forEach((label, counts) -> global.merge(label, counts, ConfusionCounts::plus));
        }
        return global;
    }

    /**
     * {@code summary.json}. Where cases are missing, {@code "incomplete"} names them with the reason, and {@code
     * "missing_counted_as_background"} those without prediction; nnU-Net reads past both.
     */
    public byte[] toNnunet() {
        Map<String, Object> json = new TreeMap<>();
        json.put("foreground_mean", foregroundMean.toNnunet());
        json.put("mean", meanToNnunet());
        json.put(
                "metric_per_case",
                cases.stream().map(EvaluationSummary::toNnunet).toList());
        if (!leftOut.isEmpty()) {
            json.put("incomplete", leftOut);
        }
        if (!asBackground.isEmpty()) {
            json.put("missing_counted_as_background", asBackground);
        }
        return PythonJson.bytes(json);
    }

    /**
     * {@code postprocessing.json}, where this summary is of the predictions as they were.
     *
     * @param filters arguments of each filter that was accepted, in order
     */
    public byte[] toPostprocessing(EvaluationSummary after, List<Map<String, Object>> filters) {
        return PythonJson.bytes(Map.of(
                "input_folder", meansToNnunet(),
                "postprocessed", after.meansToNnunet(),
                "postprocessing_fns",
                        Collections.nCopies(filters.size(), "remove_all_but_largest_component_from_segmentation"),
                "postprocessing_kwargs", filters));
    }

    private Map<String, Object> meansToNnunet() {
        return Map.of("foreground_mean", foregroundMean.toNnunet(), "mean", meanToNnunet());
    }

    private Map<String, Object> meanToNnunet() {
        Map<String, Object> json = new TreeMap<>();
        mean.forEach((label, metrics) -> json.put(label, metrics.toNnunet()));
        return json;
    }

    private static Map<String, Object> toNnunet(CaseMetrics metrics) {
        Map<String, Object> labels = new TreeMap<>();
        metrics.metrics().forEach((label, counts) -> labels.put(label, toNnunet(counts)));
        return Map.of(
                "metrics", labels,
                "prediction_file", metrics.predictionFile(),
                "reference_file", metrics.referenceFile());
    }

    private static Map<String, Object> toNnunet(ConfusionCounts c) {
        return Map.of(
                "Dice", DiceScore.of(c).orElse(Double.NaN),
                "IoU", DiceScore.intersectionOverUnion(c).orElse(Double.NaN),
                "FP", c.falsePositives(),
                "TP", c.truePositives(),
                "FN", c.falseNegatives(),
                "TN", c.trueNegatives(),
                "n_pred", c.predicted(),
                "n_ref", c.referenced());
    }
}
