package io.nephrite.imaging.metric;

import io.nephrite.core.numpy.NumpySum;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Means of one label's figures over cases, or of several labels' means; NaN is undefined, as nnU-Net writes it.
 *
 * @param dice mean over the cases in which it is defined
 */
public record MeanMetrics(
        double dice, double iou, double fp, double tp, double fn, double tn, double predicted, double referenced) {
    static MeanMetrics overCases(List<ConfusionCounts> cases) {
        return new MeanMetrics(
                meanOfDefined(cases, c -> DiceScore.of(c).orElse(Double.NaN)),
                meanOfDefined(cases, c -> DiceScore.intersectionOverUnion(c).orElse(Double.NaN)),
                meanOfDefined(cases, ConfusionCounts::falsePositives),
                meanOfDefined(cases, ConfusionCounts::truePositives),
                meanOfDefined(cases, ConfusionCounts::falseNegatives),
                meanOfDefined(cases, ConfusionCounts::trueNegatives),
                meanOfDefined(cases, ConfusionCounts::predicted),
                meanOfDefined(cases, ConfusionCounts::referenced));
    }

    /** A label that is undefined everywhere makes the mean undefined. */
    static MeanMetrics overLabels(Collection<MeanMetrics> labels) {
        return new MeanMetrics(
                mean(labels, MeanMetrics::dice),
                mean(labels, MeanMetrics::iou),
                mean(labels, MeanMetrics::fp),
                mean(labels, MeanMetrics::tp),
                mean(labels, MeanMetrics::fn),
                mean(labels, MeanMetrics::tn),
                mean(labels, MeanMetrics::predicted),
                mean(labels, MeanMetrics::referenced));
    }

    Map<String, Object> toNnunet() {
        Map<String, Object> json = new TreeMap<>();
        json.put("Dice", dice);
        json.put("IoU", iou);
        json.put("FP", fp);
        json.put("TP", tp);
        json.put("FN", fn);
        json.put("TN", tn);
        json.put("n_pred", predicted);
        json.put("n_ref", referenced);
        return json;
    }

    private static double mean(Collection<MeanMetrics> labels, ToDoubleFunction<MeanMetrics> figure) {
        double[] values = labels.stream().mapToDouble(figure).toArray();
        return NumpySum.of(values) / values.length;
    }

    /** numpy's nanmean: undefined values count as 0 in the sum and not at all in the number. */
    private static double meanOfDefined(List<ConfusionCounts> cases, ToDoubleFunction<ConfusionCounts> figure) {
        double[] values = cases.stream().mapToDouble(figure).toArray();
        long defined = Arrays.stream(values).filter(v -> !Double.isNaN(v)).count();
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.isNaN(values[i]) ? 0 : values[i];
        }
        return NumpySum.of(values) / defined;
    }
}
