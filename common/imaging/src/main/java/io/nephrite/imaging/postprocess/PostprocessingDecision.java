package io.nephrite.imaging.postprocess;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.EvaluationSummary;
import io.nephrite.imaging.metric.MeanMetrics;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which largest-component filters improve the predictions of a cross-validation: first all foreground together, then
 * label by label on what was accepted so far.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code determine_postprocessing}. Labels without regions only.
 *
 * @param accepted label sets, in the order in which their filters are applied
 * @param before figures of the predictions as they were
 * @param after with the accepted filters
 */
public record PostprocessingDecision(List<Set<Integer>> accepted, EvaluationSummary before, EvaluationSummary after) {
    public PostprocessingDecision {
        accepted = accepted.stream().map(Set::copyOf).toList();
    }

    public static PostprocessingDecision decide(PredictedCases cases, LabelMap labels) {
        List<Set<Integer>> accepted = new ArrayList<>();
        EvaluationSummary before = evaluate(cases, labels, accepted);
        EvaluationSummary current = before;
        List<Integer> foreground = labels.foreground();

        EvaluationSummary together = evaluate(cases, labels, with(accepted, Set.copyOf(foreground)));
        if (improves(together, before)) {
            accepted.add(Set.copyOf(foreground));
            current = together;
        }
        if (foreground.size() > 1) {
            for (int label : foreground) {
                EvaluationSummary alone = evaluate(cases, labels, with(accepted, Set.of(label)));
                String key = Integer.toString(label);
                if (alone.mean().get(key).dice() > current.mean().get(key).dice()) {
                    accepted.add(Set.of(label));
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

    /** Better on the whole, and worse for no label. */
    private static boolean improves(EvaluationSummary candidate, EvaluationSummary current) {
        return candidate.foregroundMean().dice() > current.foregroundMean().dice()
                && candidate.mean().entrySet().stream()
                        .noneMatch(e -> worse(e.getValue(), current.mean().get(e.getKey())));
    }

    private static boolean worse(MeanMetrics candidate, MeanMetrics current) {
        return candidate.dice() < current.dice();
    }

    private static EvaluationSummary evaluate(PredictedCases cases, LabelMap labels, List<Set<Integer>> filters) {
        return EvaluationSummary.of(IntStream.range(0, cases.size())
                .mapToObj(i -> CaseMetrics.of(
                        cases.file(i), cases.file(i), apply(cases.prediction(i), filters), cases.reference(i), labels))
                .toList());
    }

    private static LabelVolume apply(LabelVolume prediction, List<Set<Integer>> filters) {
        LabelVolume filtered = prediction;
        for (Set<Integer> labels : filters) {
            filtered = new LargestComponentFilter(labels).apply(filtered);
        }
        return filtered;
    }

    private static List<Set<Integer>> with(List<Set<Integer>> accepted, Set<Integer> more) {
        List<Set<Integer>> all = new ArrayList<>(accepted);
        all.add(more);
        return all;
    }

    /** {@code postprocessing.json}. */
    public byte[] toNnunet() {
        return before.toPostprocessing(
                after,
                accepted.stream()
                        .map(s -> Map.<String, Object>of(
                                "labels_or_regions",
                                s.size() == 1 && labelsBefore() > 1
                                        ? s.iterator().next()
                                        : s.stream().sorted().toList()))
                        .toList());
    }

    private int labelsBefore() {
        return before.mean().size();
    }
}
