package io.nephrite.eval.step;

import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.selection.Selection;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.ConfusionCounts;
import io.nephrite.imaging.metric.DiceScore;
import io.nephrite.imaging.metric.KitsScore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * report.json: Dice of every validated case, and what it comes to per configuration. A Dice is absent where neither
 * reference nor prediction has the class; means are over the cases that have one.
 *
 * @param classes label or region in {@code summary.json}'s spelling → name
 * @param leftOut case that was not used → reason
 * @param selection what predicts from now on, and why; absent in reports of older releases
 */
record Report(
        String dataset,
        String version,
        Map<String, String> classes,
        Map<String, String> leftOut,
        List<ConfigurationReport> configurations,
        Optional<Selection> selection) {
    /**
     * All validated folds of a configuration together.
     *
     * @param folds in the order of the experiment
     * @param meanDice by class name: mean over the cases
     * @param globalDice by class name: of the voxels of all cases added up
     * @param kits KiTS19's scores, where the labels are kidney and tumour
     */
    record ConfigurationReport(
            String configuration,
            List<FoldReport> folds,
            Map<String, OptionalDouble> meanDice,
            OptionalDouble meanForegroundDice,
            Map<String, OptionalDouble> globalDice,
            Optional<KitsReport> kits) {}

    /**
     * One fold.
     *
     * @param warnings of its training
     * @param trainedOn what the weights were trained on that were validated
     */
    record FoldReport(
            String fold,
            List<String> warnings,
            TrainedOn trainedOn,
            List<CaseReport> cases,
            Map<String, OptionalDouble> meanDice,
            Map<String, OptionalDouble> globalDice) {}

    /**
     * Which cases weights were trained on; the fold's lineage.json lists them.
     *
     * @param trainingCasesHash of all of them
     * @param versions whose trainings it took, the newest first
     */
    record TrainedOn(String trainingCasesHash, long cases, List<String> versions) {}

    /** Dice of one case by class name. */
    record CaseReport(String caseId, Map<String, OptionalDouble> dice, Optional<KitsReport> kits) {}

    /** Kidney is label 1 or 2, tumour label 2; composite is their mean. */
    record KitsReport(OptionalDouble kidneyDice, OptionalDouble tumorDice, OptionalDouble compositeDice) {}

    /**
     * Metrics of a fold's validation cases by case id, ascending.
     *
     * @param warnings of the fold's training
     */
    record FoldMetrics(
            String configuration,
            String fold,
            List<String> warnings,
            TrainedOn trainedOn,
            Map<String, CaseMetrics> cases) {}

    static Report of(
            DatasetManifest manifest, Map<String, String> skipped, List<FoldMetrics> folds, Selection selection) {
        Map<String, String> classes = classNames(manifest.labels());
        Scores scores = new Scores(classes, isKits(manifest));
        Map<String, List<FoldMetrics>> byConfiguration = new LinkedHashMap<>();
        folds.forEach(f -> byConfiguration
                .computeIfAbsent(f.configuration(), c -> new ArrayList<>())
                .add(f));
        List<ConfigurationReport> reports = new ArrayList<>();
        byConfiguration.forEach((name, of) -> reports.add(scores.configuration(name, of)));
        Map<String, String> leftOut = new TreeMap<>(skipped);
        manifest.skipped().forEach(id -> leftOut.put(id, "its files have faults: see ingest-report.md"));
        return new Report(manifest.dataset(), manifest.version(), classes, leftOut, reports, Optional.of(selection));
    }

    private static Map<String, String> classNames(LabelMap labels) {
        Map<String, String> names = new LinkedHashMap<>();
        labels.classes().forEach(values -> names.put(labels.key(values), labels.nameOf(values)));
        return names;
    }

    /** Labels 1 and 2 are kidney and tumour, however they are spelled. */
    private static boolean isKits(DatasetManifest manifest) {
        if (manifest.labels().hasRegions() || !manifest.labels().foreground().equals(List.of(1, 2))) {
            return false;
        }
        String tumor = manifest.labels().nameOf(2).toLowerCase(Locale.ROOT);
        return manifest.labels().nameOf(1).toLowerCase(Locale.ROOT).contains("kidney")
                && (tumor.contains("tumor") || tumor.contains("tumour"));
    }

    /** How metrics become scores. */
    private record Scores(Map<String, String> classes, boolean kits) {
        ConfigurationReport configuration(String name, List<FoldMetrics> folds) {
            List<CaseMetrics> cases =
                    folds.stream().flatMap(f -> f.cases().values().stream()).toList();
            Map<String, OptionalDouble> mean = mean(cases);
            return new ConfigurationReport(
                    name,
                    folds.stream().map(this::fold).toList(),
                    mean,
                    meanOfDefined(mean.values().stream().toList()),
                    global(cases),
                    kits ? Optional.of(meanKits(cases)) : Optional.empty());
        }

        private FoldReport fold(FoldMetrics fold) {
            List<CaseReport> cases = new ArrayList<>();
            fold.cases()
                    .forEach((id, metrics) -> cases.add(new CaseReport(
                            id,
                            byClass(key -> DiceScore.of(metrics.metrics().get(key))),
                            kits ? Optional.of(kits(metrics)) : Optional.empty())));
            List<CaseMetrics> metrics = List.copyOf(fold.cases().values());
            return new FoldReport(
                    fold.fold(), fold.warnings(), fold.trainedOn(), cases, mean(metrics), global(metrics));
        }

        private Map<String, OptionalDouble> mean(List<CaseMetrics> cases) {
            return byClass(key -> meanOfDefined(
                    cases.stream().map(c -> DiceScore.of(c.metrics().get(key))).toList()));
        }

        private Map<String, OptionalDouble> global(List<CaseMetrics> cases) {
            return byClass(key -> DiceScore.of(
                    cases.stream().map(c -> c.metrics().get(key)).reduce(ConfusionCounts.NONE, ConfusionCounts::plus)));
        }

        private Map<String, OptionalDouble> byClass(Function<String, OptionalDouble> score) {
            Map<String, OptionalDouble> scores = new LinkedHashMap<>();
            classes.forEach((key, name) -> scores.put(name, score.apply(key)));
            return scores;
        }

        private static KitsReport kits(CaseMetrics metrics) {
            KitsScore score = KitsScore.of(metrics);
            return new KitsReport(score.kidneyDice(), score.tumorDice(), score.compositeDice());
        }

        private static KitsReport meanKits(List<CaseMetrics> cases) {
            List<KitsReport> scores = cases.stream().map(Scores::kits).toList();
            OptionalDouble kidney =
                    meanOfDefined(scores.stream().map(KitsReport::kidneyDice).toList());
            OptionalDouble tumor =
                    meanOfDefined(scores.stream().map(KitsReport::tumorDice).toList());
            return new KitsReport(
                    kidney,
                    tumor,
                    kidney.isPresent() && tumor.isPresent()
                            ? OptionalDouble.of((kidney.getAsDouble() + tumor.getAsDouble()) / 2)
                            : OptionalDouble.empty());
        }

        private static OptionalDouble meanOfDefined(List<OptionalDouble> values) {
            return values.stream()
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .average();
        }
    }
}
