package io.nephrite.imaging.postprocess;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.EvaluationSummary;
import io.nephrite.imaging.metric.MeanMetrics;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which largest-component filters improve the predictions of a cross-validation: first all foreground together, then
 * label by label (or region by region) on what was accepted so far.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code determine_postprocessing}.
 *
 * @param accepted in the order in which the filters are applied
 * @param before figures of the predictions as they were
 * @param after with the accepted filters
 */
public record PostprocessingDecision(List<Filter> accepted, EvaluationSummary before, EvaluationSummary after) {
    public PostprocessingDecision {
        accepted = List.copyOf(accepted);
    }

    /**
     * Keeps the largest component of some labels together.
     *
     * @param labels in the order in which nnU-Net writes them
     * @param isLabel whether nnU-Net writes a label, {@code 2}, and not a list, {@code [2]}
     */
    public record Filter(List<Integer> labels, boolean isLabel) {
        public Filter {
            labels = List.copyOf(labels);
        }

        private Map<String, Object> toNnunet() {
            return Map.of("labels_or_regions", isLabel ? labels.get(0) : labels);
        }
    }

    /**
     * Decides which filters improve the predictions.
     *
     * @param threads cases that are worked on at a time; each takes three label maps of memory
     */
    public static PostprocessingDecision decide(PredictedCases cases, LabelMap labels, int threads) {
        List<Filter> accepted = new ArrayList<>();
        EvaluationSummary before = evaluate(cases, labels, accepted, threads);
        EvaluationSummary current = before;

        Filter foreground = new Filter(labels.foreground(), false);
        EvaluationSummary together = evaluate(cases, labels, with(accepted, foreground), threads);
        if (improves(together, before)) {
            accepted.add(foreground);
            current = together;
        }
        List<List<Integer>> classes = labels.classes();
        if (classes.size() > 1) {
            for (List<Integer> values : classes) {
                Filter filter = new Filter(values, !labels.isWrittenAsList(values));
                EvaluationSummary alone = evaluate(cases, labels, with(accepted, filter), threads);
                String key = labels.key(values);
                if (alone.mean().get(key).dice() > current.mean().get(key).dice()) {
                    accepted.add(filter);
                    current = alone;
                }
            }
        }
        return new PostprocessingDecision(accepted, before, current);
    }

    /** Applies the accepted filters. */
    public LabelVolume apply(LabelVolume prediction) {
        return apply(prediction, accepted);
    }

    /** Better on the whole, and worse for no class. */
    private static boolean improves(EvaluationSummary candidate, EvaluationSummary current) {
        return candidate.foregroundMean().dice() > current.foregroundMean().dice()
                && candidate.mean().entrySet().stream()
                        .noneMatch(e -> worse(e.getValue(), current.mean().get(e.getKey())));
    }

    private static boolean worse(MeanMetrics candidate, MeanMetrics current) {
        return candidate.dice() < current.dice();
    }

    private static EvaluationSummary evaluate(
            PredictedCases cases, LabelMap labels, List<Filter> filters, int threads) {
        CaseMetrics[] metrics = new CaseMetrics[cases.size()];
        Parallel.forEach(
                threads,
                cases.size(),
                i -> metrics[i] = CaseMetrics.of(
                        cases.predictionFile(i),
                        cases.referenceFile(i),
                        apply(cases.prediction(i), filters),
                        cases.reference(i),
                        labels));
        return EvaluationSummary.of(Arrays.asList(metrics));
    }

    /** Applies filters in turn. */
    public static LabelVolume apply(LabelVolume prediction, List<Filter> filters) {
        LabelVolume filtered = prediction;
        for (Filter filter : filters) {
            filtered = new LargestComponentFilter(Set.copyOf(filter.labels())).apply(filtered);
        }
        return filtered;
    }

    private static List<Filter> with(List<Filter> accepted, Filter more) {
        List<Filter> all = new ArrayList<>(accepted);
        all.add(more);
        return all;
    }

    /** {@code postprocessing.json}. */
    public byte[] toNnunet() {
        return before.toPostprocessing(
                after, accepted.stream().map(Filter::toNnunet).toList());
    }
}
