package io.nephrite.local.command;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.metric.CaseEvaluator;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.CaseStatistics;
import io.nephrite.imaging.metric.DiceScore;
import io.nephrite.imaging.metric.KitsScore;
import io.nephrite.imaging.metric.LesionCounts;
import io.nephrite.imaging.metric.SurfaceMetrics;
import io.nephrite.imaging.surface.SurfaceDistances;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What evaluated cases come to, as a table of the classes; nnU-Net's summary.json has no place for the distances. */
record MeasuredCases(LabelMap labels, List<CaseMetrics> cases) {
    private static final String ROW = "%-20s %8s %18s %8s %10s %10s %8s";

    MeasuredCases {
        cases = List.copyOf(cases);
    }

    void tell(Terminal terminal) {
        double tolerance = cases.get(0).surface().orElseThrow().toleranceMm();
        terminal.line(ROW.formatted("class", "Dice", "95 % interval", "median", "HD95 mm", "mean mm", "NSD"));
        for (List<Integer> values : labels.classes()) {
            String key = labels.key(values);
            CaseStatistics dice = statistics(c -> DiceScore.of(c.metrics().get(key)));
            terminal.line(ROW.formatted(
                    labels.nameOf(values),
                    number(dice.mean(), 4),
                    dice.interval()
                            .map(i -> number(OptionalDouble.of(i.low()), 4) + "-"
                                    + number(OptionalDouble.of(i.high()), 4))
                            .orElse("-"),
                    number(dice.median(), 4),
                    number(surface(key, SurfaceDistances::hausdorff95Mm), 2),
                    number(surface(key, SurfaceDistances::meanMm), 2),
                    number(surface(key, SurfaceDistances::surfaceDice), 4)));
        }
        terminal.line("NSD: surface Dice at " + tolerance + " mm. " + CaseEvaluator.ABSENT_CLASSES);
        if (KitsScore.isScored(labels)) {
            kits(terminal);
        }
    }

    private void kits(Terminal terminal) {
        LesionCounts lesions =
                cases.stream().flatMap(c -> c.lesions().stream()).reduce(LesionCounts.NONE, LesionCounts::plus);
        terminal.line("KiTS19: kidney " + number(mean(c -> KitsScore.of(c).kidneyDice()), 4) + "  tumour "
                + number(mean(c -> KitsScore.of(c).tumorDice()), 4) + "  composite "
                + number(mean(c -> KitsScore.of(c).compositeDice()), 4) + "; tumours " + lesions.found() + " found, "
                + lesions.missed() + " missed, " + lesions.invented() + " invented");
    }

    private OptionalDouble surface(String key, Function<SurfaceDistances, OptionalDouble> figure) {
        return mean(c -> c.surface()
                .map(SurfaceMetrics::byClass)
                .map(s -> figure.apply(s.get(key)))
                .orElseGet(OptionalDouble::empty));
    }

    private OptionalDouble mean(Function<CaseMetrics, OptionalDouble> figure) {
        return statistics(figure).mean();
    }

    private CaseStatistics statistics(Function<CaseMetrics, OptionalDouble> figure) {
        return CaseStatistics.of(cases.stream().map(figure).toList());
    }

    private static String number(OptionalDouble value, int digits) {
        return value.isPresent() ? String.format(Locale.ROOT, "%." + digits + "f", value.getAsDouble()) : "-";
    }
}
