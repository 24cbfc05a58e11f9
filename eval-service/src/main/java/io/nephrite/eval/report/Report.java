package io.nephrite.eval.report;

import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.TrainingDevice;
import io.nephrite.core.selection.Selection;
import io.nephrite.imaging.metric.CaseEvaluator;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.CaseStatistics;
import io.nephrite.imaging.metric.ConfusionCounts;
import io.nephrite.imaging.metric.DiceScore;
import io.nephrite.imaging.metric.KitsScore;
import io.nephrite.imaging.metric.LesionCounts;
import io.nephrite.imaging.metric.SurfaceMetrics;
import io.nephrite.imaging.surface.SurfaceDistances;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * report.json: figures of every validated case, and what they come to per configuration. A figure is absent where it is
 * undefined; means are over the cases in which it is defined.
 *
 * @param classes label or region in {@code summary.json}'s spelling → name
 * @param leftOut case that was not used → reason
 * @param absentClasses the rule for classes that a case does not have, in sentences
 * @param selection what predicts from now on, and why; absent in reports of older releases
 */
public record Report(
        String dataset,
        String version,
        Map<String, String> classes,
        Map<String, String> leftOut,
        List<ConfigurationReport> configurations,
        Optional<Selection> selection,
        String absentClasses) {
    private static final int WORST_CASES = 10;
    private static final double MM3_PER_ML = 1000;

    public static Report parse(byte[] json) {
        return Json.read(json, Report.class);
    }

    /** Configuration of this name. */
    public Optional<ConfigurationReport> configuration(String name) {
        return configurations.stream()
                .filter(c -> c.configuration().equals(name))
                .findFirst();
    }

    /**
     * All validated folds of a configuration together.
     *
     * @param folds in the order of the experiment
     * @param meanDice by class name: mean over the cases
     * @param globalDice by class name: of the voxels of all cases added up
     * @param kits KiTS19's scores, where the labels are kidney and tumour
     * @param dice by class name: mean with its 95 % interval, and median, over the cases
     * @param surface by class name; absent where surfaces were not measured, as by older releases
     * @param lesions of all cases together, where the labels are kidney and tumour
     * @param worst the ten cases with the lowest mean Dice over their classes, the lowest first
     */
    public record ConfigurationReport(
            String configuration,
            List<FoldReport> folds,
            Map<String, OptionalDouble> meanDice,
            OptionalDouble meanForegroundDice,
            Map<String, OptionalDouble> globalDice,
            Optional<KitsReport> kits,
            Map<String, CaseStatistics> dice,
            Optional<SurfaceReport> surface,
            Optional<LesionCounts> lesions,
            List<WorstCase> worst) {}

    /**
     * Distances between the surfaces of reference and prediction, by class name.
     *
     * @param toleranceMm of the normalised surface Dice, mm
     * @param hausdorff95Mm over the cases, mm
     * @param meanMm over the cases, mm
     * @param surfaceDice over the cases
     */
    public record SurfaceReport(
            double toleranceMm,
            Map<String, CaseStatistics> hausdorff95Mm,
            Map<String, CaseStatistics> meanMm,
            Map<String, CaseStatistics> surfaceDice) {}

    /** A case with a low Dice, mean over the classes that it has. */
    public record WorstCase(String fold, String caseId, double meanDice) {}

    /**
     * One fold.
     *
     * @param warnings of its training
     * @param trainedOn what the weights were trained on that were validated
     * @param device what they were computed on; absent for trainings of older releases
     */
    public record FoldReport(
            String fold,
            List<String> warnings,
            TrainedOn trainedOn,
            Optional<TrainingDevice> device,
            List<CaseReport> cases,
            Map<String, OptionalDouble> meanDice,
            Map<String, OptionalDouble> globalDice) {}

    /**
     * Which cases weights were trained on; the fold's lineage.json lists them.
     *
     * @param trainingCasesHash of all of them
     * @param versions whose trainings it took, the newest first
     */
    public record TrainedOn(String trainingCasesHash, long cases, List<String> versions) {}

    /**
     * One case.
     *
     * @param dice by class name
     * @param surface by class name; empty where surfaces were not measured
     * @param lesions where the labels are kidney and tumour
     * @param volumes by class name; empty in reports of older releases
     */
    public record CaseReport(
            String caseId,
            Map<String, OptionalDouble> dice,
            Optional<KitsReport> kits,
            Map<String, SurfaceDistances> surface,
            Optional<LesionCounts> lesions,
            Map<String, VolumePair> volumes) {
        public CaseReport {
            surface = surface == null ? Map.of() : surface;
            volumes = volumes == null ? Map.of() : volumes;
        }

        /** Mean of the classes that have a Dice. */
        public OptionalDouble meanDice() {
            return Scores.meanOfDefined(List.copyOf(dice.values()));
        }
    }

    /** How much of a class there is in the reference and in the prediction of a case, ml. */
    public record VolumePair(double referenceMl, double predictionMl) {}

    /** Kidney is label 1 or 2, tumour label 2; composite is their mean. */
    public record KitsReport(OptionalDouble kidneyDice, OptionalDouble tumorDice, OptionalDouble compositeDice) {}

    /**
     * Metrics of a fold's validation cases by case id, ascending.
     *
     * @param warnings of the fold's training
     */
    public record FoldMetrics(
            String configuration,
            String fold,
            List<String> warnings,
            TrainedOn trainedOn,
            Optional<TrainingDevice> device,
            Map<String, CaseMetrics> cases) {}

    public static Report of(
            DatasetManifest manifest, Map<String, String> skipped, List<FoldMetrics> folds, Selection selection) {
        Map<String, String> classes = classNames(manifest.labels());
        Scores scores = new Scores(classes, KitsScore.isScored(manifest.labels()));
        Map<String, List<FoldMetrics>> byConfiguration = new LinkedHashMap<>();
        folds.forEach(f -> byConfiguration
                .computeIfAbsent(f.configuration(), c -> new ArrayList<>())
                .add(f));
        List<ConfigurationReport> reports = new ArrayList<>();
        byConfiguration.forEach((name, of) -> reports.add(scores.configuration(name, of)));
        Map<String, String> leftOut = new TreeMap<>(skipped);
        manifest.skipped().forEach(id -> leftOut.put(id, "its files have faults: see ingest-report.md"));
        return new Report(
                manifest.dataset(),
                manifest.version(),
                classes,
                leftOut,
                reports,
                Optional.of(selection),
                CaseEvaluator.ABSENT_CLASSES);
    }

    private static Map<String, String> classNames(LabelMap labels) {
        Map<String, String> names = new LinkedHashMap<>();
        labels.classes().forEach(values -> names.put(labels.key(values), labels.nameOf(values)));
        return names;
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
                    kits ? Optional.of(meanKits(cases)) : Optional.empty(),
                    byClass(key -> CaseStatistics.of(dice(cases, key))),
                    surface(cases),
                    cases.stream().flatMap(c -> c.lesions().stream()).reduce(LesionCounts::plus),
                    worst(folds));
        }

        private static List<OptionalDouble> dice(List<CaseMetrics> cases, String key) {
            return cases.stream().map(c -> DiceScore.of(c.metrics().get(key))).toList();
        }

        private Optional<SurfaceReport> surface(List<CaseMetrics> cases) {
            List<SurfaceMetrics> measured =
                    cases.stream().flatMap(c -> c.surface().stream()).toList();
            if (measured.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new SurfaceReport(
                    measured.get(0).toleranceMm(),
                    surface(measured, SurfaceDistances::hausdorff95Mm),
                    surface(measured, SurfaceDistances::meanMm),
                    surface(measured, SurfaceDistances::surfaceDice)));
        }

        private Map<String, CaseStatistics> surface(
                List<SurfaceMetrics> cases, Function<SurfaceDistances, OptionalDouble> figure) {
            return byClass(key -> CaseStatistics.of(
                    cases.stream().map(c -> figure.apply(c.byClass().get(key))).toList()));
        }

        private List<WorstCase> worst(List<FoldMetrics> folds) {
            List<WorstCase> all = new ArrayList<>();
            for (FoldMetrics fold : folds) {
                fold.cases()
                        .forEach((id, metrics) -> meanOfDefined(classes.keySet().stream()
                                        .map(key ->
                                                DiceScore.of(metrics.metrics().get(key)))
                                        .toList())
                                .ifPresent(mean -> all.add(new WorstCase(fold.fold(), id, mean))));
            }
            return all.stream()
                    .sorted(Comparator.comparingDouble(WorstCase::meanDice).thenComparing(WorstCase::caseId))
                    .limit(WORST_CASES)
                    .toList();
        }

        private FoldReport fold(FoldMetrics fold) {
            List<CaseReport> cases = new ArrayList<>();
            fold.cases()
                    .forEach((id, metrics) -> cases.add(new CaseReport(
                            id,
                            byClass(key -> DiceScore.of(metrics.metrics().get(key))),
                            kits ? Optional.of(kits(metrics)) : Optional.empty(),
                            surface(metrics),
                            metrics.lesions(),
                            volumes(metrics))));
            List<CaseMetrics> metrics = List.copyOf(fold.cases().values());
            return new FoldReport(
                    fold.fold(),
                    fold.warnings(),
                    fold.trainedOn(),
                    fold.device(),
                    cases,
                    mean(metrics),
                    global(metrics));
        }

        private Map<String, OptionalDouble> mean(List<CaseMetrics> cases) {
            return byClass(key -> meanOfDefined(dice(cases, key)));
        }

        private Map<String, OptionalDouble> global(List<CaseMetrics> cases) {
            return byClass(key -> DiceScore.of(
                    cases.stream().map(c -> c.metrics().get(key)).reduce(ConfusionCounts.NONE, ConfusionCounts::plus)));
        }

        private Map<String, SurfaceDistances> surface(CaseMetrics metrics) {
            return metrics.surface()
                    .map(s -> byClass(key -> s.byClass().get(key)))
                    .orElse(Map.of());
        }

        private Map<String, VolumePair> volumes(CaseMetrics metrics) {
            return metrics.voxelMm3()
                    .map(mm3 -> mm3 / MM3_PER_ML)
                    .map(ml -> byClass(key -> {
                        ConfusionCounts counts = metrics.metrics().get(key);
                        return new VolumePair(ml * counts.referenced(), ml * counts.predicted());
                    }))
                    .orElse(Map.of());
        }

        private <T> Map<String, T> byClass(Function<String, T> score) {
            Map<String, T> scores = new LinkedHashMap<>();
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
