package io.nephrite.eval.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.eval.report.Report.CaseReport;
import io.nephrite.eval.report.Report.ConfigurationReport;
import io.nephrite.eval.report.Report.FoldReport;
import io.nephrite.eval.report.Report.SurfaceReport;
import io.nephrite.eval.report.Report.VolumePair;
import io.nephrite.eval.report.ReportView.Fact;
import io.nephrite.eval.report.SvgPlot.Ink;
import io.nephrite.eval.report.SvgPlot.Range;
import io.nephrite.imaging.metric.CaseStatistics;
import io.nephrite.imaging.surface.SurfaceDistances;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A configuration's tables and plots.
 *
 * @param classes the worst first
 * @param cases the worst first
 * @param moreCases that not all of them are shown; empty where they are
 * @param plots SVG
 * @param scatter Dice and volumes as JSON where the page draws them itself; else empty
 */
record ConfigurationView(
        String name,
        List<ClassRow> classes,
        Optional<SurfaceTable> surface,
        String lesions,
        List<Fact> kits,
        List<String> classNames,
        List<CaseRow> cases,
        String moreCases,
        List<String> plots,
        String scatter,
        List<String> curves,
        List<Fact> warnings) {
    private static final int POINTS_OF_A_PLOT = 3_000;
    private static final int LEAST_POINTS = 60;
    private static final Ink TRAINING = new Ink(0x0072b2, 0);
    private static final Ink VALIDATION = new Ink(0xd55e00, 0);
    private static final Ink AVERAGE = new Ink(0x202020, 0);

    /** A class over all cases. */
    record ClassRow(String name, int cases, String mean, String interval, String median, String global) {}

    record SurfaceTable(String tolerance, List<SurfaceRow> rows) {}

    record SurfaceRow(String name, String hausdorff95, String mean, String surfaceDice, int cases) {}

    /** @param hausdorff95 of each class; empty where it was not measured */
    record CaseRow(String fold, String caseId, String mean, List<String> dice, List<String> hausdorff95) {
        /** The case's name as the last part of its address. */
        public String addressPart() {
            return AddressPart.of(caseId);
        }
    }

    static ConfigurationView of(
            ConfigurationReport configuration, ReportDocuments documents, ClassInks inks, Extent extent) {
        List<CaseOfFold> cases = configuration.folds().stream()
                .flatMap(f -> f.cases().stream().map(c -> new CaseOfFold(f.fold(), c)))
                .sorted(Comparator.comparingDouble(
                                (CaseOfFold c) -> c.report().meanDice().orElse(Double.POSITIVE_INFINITY))
                        .thenComparing(c -> c.report().caseId()))
                .toList();
        int rows = Math.min(
                cases.size(),
                extent.rows(
                        documents.report().configurations().size(),
                        4 + 2 * inks.names().size()));
        return new ConfigurationView(
                configuration.configuration(),
                classes(configuration),
                configuration.surface().map(ConfigurationView::surface),
                configuration
                        .lesions()
                        .map(l -> "Tumours (connected components) of all cases: " + l.found() + " found, " + l.missed()
                                + " missed, " + l.invented() + " invented.")
                        .orElse(""),
                configuration
                        .kits()
                        .map(k -> List.of(
                                new Fact("KiTS kidney", Figures.share(k.kidneyDice())),
                                new Fact("KiTS tumour", Figures.share(k.tumorDice())),
                                new Fact("KiTS composite", Figures.share(k.compositeDice()))))
                        .orElse(List.of()),
                inks.names(),
                cases.stream().limit(rows).map(c -> row(c, inks.names())).toList(),
                rows < cases.size()
                        ? "The " + rows + " worst of " + cases.size() + " cases are shown; report.json has all."
                        : "",
                extent.isDrawnByThePage() ? List.of() : plots(points(cases, inks, extent), inks),
                extent.isDrawnByThePage() ? scatter(points(cases, inks, extent), inks) : "",
                curves(configuration, documents, inks, extent),
                warnings(configuration));
    }

    private record CaseOfFold(String fold, CaseReport report) {}

    private static List<ClassRow> classes(ConfigurationReport configuration) {
        Map<String, CaseStatistics> dice = configuration.dice() == null ? Map.of() : configuration.dice();
        return configuration.meanDice().entrySet().stream()
                .sorted(Comparator.comparingDouble(e -> e.getValue().orElse(Double.POSITIVE_INFINITY)))
                .map(e -> {
                    Optional<CaseStatistics> statistics = Optional.ofNullable(dice.get(e.getKey()));
                    return new ClassRow(
                            e.getKey(),
                            statistics.map(CaseStatistics::cases).orElse(0),
                            Figures.share(e.getValue()),
                            statistics.map(Figures::interval).orElse(Figures.NONE),
                            statistics.map(s -> Figures.share(s.median())).orElse(Figures.NONE),
                            Figures.share(configuration.globalDice().getOrDefault(e.getKey(), OptionalDouble.empty())));
                })
                .toList();
    }

    private static SurfaceTable surface(SurfaceReport surface) {
        return new SurfaceTable(
                Figures.significant(surface.toleranceMm()),
                surface.hausdorff95Mm().entrySet().stream()
                        .sorted(Comparator.comparingDouble(
                                e -> -e.getValue().mean().orElse(Double.NEGATIVE_INFINITY)))
                        .map(e -> new SurfaceRow(
                                e.getKey(),
                                Figures.millimetres(e.getValue().mean()),
                                Figures.millimetres(
                                        surface.meanMm().get(e.getKey()).mean()),
                                Figures.share(
                                        surface.surfaceDice().get(e.getKey()).mean()),
                                e.getValue().cases()))
                        .toList());
    }

    private static CaseRow row(CaseOfFold of, List<String> names) {
        CaseReport report = of.report();
        return new CaseRow(
                of.fold(),
                report.caseId(),
                Figures.share(report.meanDice()),
                names.stream()
                        .map(name -> Figures.share(report.dice().getOrDefault(name, OptionalDouble.empty())))
                        .toList(),
                report.surface().isEmpty()
                        ? List.of()
                        : names.stream()
                                .map(name -> Optional.ofNullable(
                                                report.surface().get(name))
                                        .map(SurfaceDistances::hausdorff95Mm)
                                        .map(Figures::millimetres)
                                        .orElse(Figures.NONE))
                                .toList());
    }

    /** The cases of a class whose Dice and volume are known, the worst first, and as many as are shown. */
    private record ClassPoints(String name, List<CaseOfFold> cases) {}

    private static List<ClassPoints> points(List<CaseOfFold> cases, ClassInks inks, Extent extent) {
        int each = extent.points(inks.names().size());
        return inks.names().stream()
                .map(name -> new ClassPoints(
                        name,
                        cases.stream()
                                .filter(c -> c.report()
                                        .dice()
                                        .getOrDefault(name, OptionalDouble.empty())
                                        .isPresent())
                                .filter(c -> Optional.ofNullable(
                                                c.report().volumes().get(name))
                                        .filter(v -> v.referenceMl() > 0)
                                        .isPresent())
                                .limit(each)
                                .toList()))
                .filter(points -> !points.cases().isEmpty())
                .toList();
    }

    /** Dice against the volume of the reference, where the volumes are known. */
    private static List<String> plots(List<ClassPoints> classes, ClassInks inks) {
        if (classes.isEmpty()) {
            return List.of();
        }
        SvgPlot plot = new SvgPlot(
                "Dice against the volume of the reference",
                "ml in the reference (logarithmic)",
                "Dice",
                true,
                Optional.of(Range.SHARE));
        for (ClassPoints of : classes) {
            plot.points(
                    of.name(),
                    inks.of(of.name()),
                    of.cases().stream()
                            .mapToDouble(c -> volume(c, of.name()).referenceMl())
                            .toArray(),
                    of.cases().stream().mapToDouble(c -> dice(c, of.name())).toArray(),
                    of.cases().stream().map(c -> note(c, of.name())).toList());
        }
        return List.of(plot.svg());
    }

    /** The same for a page that draws it itself: JSON, a list of classes with the values of their cases. */
    private static String scatter(List<ClassPoints> classes, ClassInks inks) {
        if (classes.isEmpty()) {
            return "";
        }
        ArrayNode all = Json.mapper().createArrayNode();
        for (ClassPoints of : classes) {
            ObjectNode one = all.addObject();
            one.put("name", of.name()).put("color", inks.of(of.name()).color()).put("onDark", inks.onDark(of.name()));
            ArrayNode names = one.putArray("cases");
            ArrayNode reference = one.putArray("referenceMl");
            ArrayNode prediction = one.putArray("predictionMl");
            ArrayNode dice = one.putArray("dice");
            for (CaseOfFold c : of.cases()) {
                names.add(c.report().caseId());
                reference.add(Figures.rounded(volume(c, of.name()).referenceMl()));
                prediction.add(Figures.rounded(volume(c, of.name()).predictionMl()));
                dice.add(Figures.rounded(dice(c, of.name())));
            }
        }
        return all.toString();
    }

    private static double dice(CaseOfFold of, String name) {
        return of.report().dice().get(name).getAsDouble();
    }

    private static VolumePair volume(CaseOfFold of, String name) {
        return of.report().volumes().get(name);
    }

    private static String note(CaseOfFold of, String name) {
        VolumePair volume = volume(of, name);
        return of.report().caseId() + ", " + name + ": Dice "
                + Figures.share(of.report().dice().get(name)) + ", "
                + Figures.millilitres(volume.referenceMl()) + " ml in the reference, "
                + Figures.millilitres(volume.predictionMl()) + " ml in the prediction";
    }

    private static List<String> curves(
            ConfigurationReport configuration, ReportDocuments documents, ClassInks inks, Extent extent) {
        List<String> curves = new ArrayList<>();
        for (FoldReport fold : configuration.folds()) {
            Optional<FoldJournal> journal = Optional.ofNullable(documents
                            .journals()
                            .get(documents.manifest().versionId().fold(configuration.configuration(), fold.fold())))
                    .filter(j -> !j.epochs().isEmpty());
            if (journal.isPresent() && curves.size() + 2 <= extent.curves()) {
                curves.add(loss(fold.fold(), journal.get()));
                curves.add(pseudoDice(fold.fold(), journal.get(), inks));
            }
        }
        return curves;
    }

    private static String loss(String fold, FoldJournal journal) {
        SvgPlot plot = new SvgPlot("Fold " + fold + ": loss", "epoch", "loss", false, Optional.empty());
        int[] epochs = thinned(journal.epochs().size(), 2);
        line(plot, "training", TRAINING, journal, epochs, EpochReport::trainLoss);
        line(plot, "validation", VALIDATION, journal, epochs, EpochReport::validationLoss);
        return plot.svg();
    }

    private static String pseudoDice(String fold, FoldJournal journal, ClassInks inks) {
        SvgPlot plot =
                new SvgPlot("Fold " + fold + ": pseudo Dice", "epoch", "pseudo Dice", false, Optional.of(Range.SHARE));
        int[] epochs = thinned(journal.epochs().size(), journal.classes().size() + 1);
        for (int k = 0; k < journal.classes().size(); k++) {
            int index = k;
            line(
                    plot,
                    journal.classes().get(k),
                    inks.of(journal.classes().get(k)),
                    journal,
                    epochs,
                    e -> e.pseudoDice().get(index).orElse(Double.NaN));
        }
        line(plot, "moving average", AVERAGE, journal, epochs, EpochReport::emaPseudoDice);
        return plot.svg();
    }

    private static void line(
            SvgPlot plot,
            String name,
            Ink ink,
            FoldJournal journal,
            int[] epochs,
            ToDoubleFunction<EpochReport> value) {
        plot.line(
                name,
                ink,
                IntStream.of(epochs).mapToDouble(i -> i).toArray(),
                IntStream.of(epochs)
                        .mapToDouble(i -> value.applyAsDouble(journal.epochs().get(i)))
                        .toArray());
    }

    /** Indices of the epochs that are drawn: evenly spread, with the first and the last. */
    private static int[] thinned(int epochs, int lines) {
        int most = Math.max(LEAST_POINTS, POINTS_OF_A_PLOT / lines);
        if (epochs <= most) {
            return IntStream.range(0, epochs).toArray();
        }
        return IntStream.range(0, most)
                .map(i -> (int) ((long) i * (epochs - 1) / (most - 1)))
                .toArray();
    }

    private static List<Fact> warnings(ConfigurationReport configuration) {
        List<Fact> warnings = new ArrayList<>();
        configuration.folds().forEach(f -> f.warnings().forEach(w -> warnings.add(new Fact("fold " + f.fold(), w))));
        return warnings;
    }
}
