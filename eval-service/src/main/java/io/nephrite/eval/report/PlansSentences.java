package io.nephrite.eval.report;

import io.nephrite.core.planning.PlansExplanation.ConfigurationFacts;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A configuration of the plans in three sentences. */
final class PlansSentences {
    private static final double GIB = 1L << 30;

    private PlansSentences() {}

    static String of(String name, ConfigurationFacts facts) {
        return "%s takes all cases to a spacing of %s mm and trains on patches of %s voxels, %s at a time; a patch covers %s %% of the median case."
                        .formatted(
                                name,
                                list(facts.spacingMm()),
                                list(facts.patch()),
                                Figures.counted(facts.batchSize(), "patch").replace("patchs", "patches"),
                                percent(facts.patchShareOfMedianCase()))
                + " Its network (%s) has %d stages, %s million parameters and %s voxels at its deepest stage; a training in float32 needs %s GiB."
                        .formatted(
                                facts.network().substring(facts.network().lastIndexOf('.') + 1),
                                facts.stages(),
                                Figures.significant(
                                        facts.trainingMemory().parameters().doubleValue() / 1e6),
                                list(facts.bottleneck()),
                                Figures.significant(
                                        facts.trainingMemory().bytesFloat32().doubleValue() / GIB))
                + " The average case has %s million voxels after preprocessing%s%s."
                        .formatted(
                                Figures.significant(facts.preprocessingPerCase().voxels() / 1e6),
                                facts.previousStage()
                                        .map(stage -> ", and the segmentation of " + stage + " is an input too")
                                        .orElse(""),
                                facts.overridden().orElse(false) ? "; the experiment changed what was planned" : "");
    }

    private static String percent(double share) {
        return Figures.decimals(OptionalDouble.of(100 * share), 0);
    }

    private static String list(List<? extends Number> values) {
        return values.stream()
                .map(v -> v instanceof Integer
                        ? v.toString()
                        : String.format(Locale.ROOT, "%.4g", v.doubleValue())
                                .replaceAll("0+$", "")
                                .replaceAll("\\.$", ""))
                .collect(Collectors.joining(" × "));
    }
}
