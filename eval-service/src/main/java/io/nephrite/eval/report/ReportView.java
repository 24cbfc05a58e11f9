package io.nephrite.eval.report;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.selection.Selection;
import io.nephrite.eval.report.ExperimentDifferences.Difference;
import io.nephrite.eval.report.Report.ConfigurationReport;
import io.nephrite.eval.report.Report.FoldReport;
import io.nephrite.eval.report.ReportDocuments.TestImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The words and tables of a report's page, as the template has them. All text is plain; the template escapes it. */
record ReportView(
        String dataset,
        String version,
        String verdict,
        String absentClasses,
        List<Fact> facts,
        List<Fact> leftOut,
        List<String> plans,
        List<String> planRemarks,
        List<Difference> settings,
        Optional<Choice> choice,
        List<ConfigurationView> configurations,
        String worstOf,
        List<WorstCasePicture> worst,
        List<LegendEntry> legend,
        List<TestImageRow> testImages,
        List<String> volumeNames,
        String moreTestImages,
        String faultVerdict,
        List<FaultGroup> faults,
        List<LineageRow> lineage,
        List<Fact> history) {
    private static final int EXAMPLES = 5;
    private static final int MOST_LEFT_OUT = 200;

    /** A name and what it is. */
    record Fact(String name, String value) {}

    record Choice(String reason, List<Fact> candidates, String folds, String postprocessing, String missing) {}

    record LegendEntry(String name, String color) {}

    record TestImageRow(String caseId, List<String> volumesMl, String warnings) {
        /** The image's name as the last part of its address. */
        public String addressPart() {
            return AddressPart.of(caseId);
        }
    }

    /** @param more of them that are not shown */
    record FaultGroup(String severity, String code, int count, String mend, List<Fact> examples, int more) {}

    /** Of one fold. */
    record LineageRow(
            String configuration,
            String fold,
            String seed,
            String trainedOn,
            String hash,
            String device,
            String epochs,
            String duration,
            String reused) {}

    /** @param release of this software, that makes the page */
    static ReportView of(
            ReportDocuments documents, List<WorstCasePicture> worst, String worstOf, String release, Extent extent) {
        Report report = documents.report();
        ClassInks inks = ClassInks.of(report);
        List<String> volumeNames = documents.testImages().stream()
                .flatMap(image -> image.prediction().stream())
                .flatMap(p -> p.volumesMl().keySet().stream())
                .distinct()
                .sorted()
                .toList();
        return new ReportView(
                report.dataset(),
                report.version(),
                verdict(report),
                report.absentClasses() == null ? "" : report.absentClasses(),
                facts(documents),
                leftOut(report),
                documents
                        .plans()
                        .map(plans -> plans.configurations().entrySet().stream()
                                .filter(e -> report.configuration(e.getKey()).isPresent())
                                .map(e -> PlansSentences.of(e.getKey(), e.getValue()))
                                .toList())
                        .orElse(List.of()),
                documents.plans().map(plans -> plans.warnings()).orElse(List.of()),
                ExperimentDifferences.fromDefaults(documents.experiment()),
                report.selection().map(ReportView::choice),
                report.configurations().stream()
                        .map(c -> ConfigurationView.of(c, documents, inks, extent))
                        .toList(),
                worstOf,
                worst,
                inks.legend(),
                documents.testImages().stream()
                        .limit(extent.testImages())
                        .map(image -> testImage(image, volumeNames))
                        .toList(),
                volumeNames,
                documents.testImages().size() > extent.testImages()
                        ? "The first " + extent.testImages() + " of "
                                + documents.testImages().size()
                                + " are shown; each has a document beside its prediction."
                        : "",
                documents.faults().map(IngestReport::verdict).orElse("No report of the upload's check is kept."),
                documents.faults().map(ReportView::faults).orElse(List.of()),
                lineage(documents),
                history(documents, release));
    }

    private static String verdict(Report report) {
        Optional<ConfigurationReport> chosen = report.selection()
                .filter(s -> s.configurations().size() == 1)
                .flatMap(s -> report.configuration(s.configurations().get(0)));
        if (chosen.isPresent()) {
            long cases = chosen.get().folds().stream()
                    .mapToLong(f -> f.cases().size())
                    .sum();
            return chosen.get().configuration() + " is chosen: mean foreground Dice "
                    + Figures.share(chosen.get().meanForegroundDice()) + " over "
                    + Figures.counted(cases, "validation case") + ".";
        }
        return report.selection()
                .map(s -> String.join(" + ", s.configurations()) + " are chosen together: mean foreground Dice "
                        + Figures.share(s.diceBefore()) + " before postprocessing.")
                .orElse("No choice is recorded.");
    }

    private static List<Fact> facts(ReportDocuments documents) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Channels", String.join(", ", documents.manifest().channelNames())));
        facts.add(new Fact(
                "Classes", String.join(", ", documents.report().classes().values())));
        facts.add(new Fact(
                "Training cases",
                Integer.toString(documents.manifest().training().size())));
        facts.add(new Fact(
                "Test images", Integer.toString(documents.manifest().test().size())));
        facts.add(new Fact("Files", documents.manifest().fileEnding()));
        documents.fingerprint().ifPresent(fingerprint -> {
            facts.add(new Fact("Median spacing (z, y, x)", Medians.spacing(fingerprint) + " mm"));
            facts.add(new Fact("Median shape after the crop (z, y, x)", Medians.shape(fingerprint) + " voxels"));
            fingerprint.intensityProperties().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(e -> facts.add(new Fact(
                            "Foreground intensities of channel " + e.getKey(),
                            "mean " + Figures.significant(e.getValue().mean()) + ", standard deviation "
                                    + Figures.significant(e.getValue().std()) + ", 0.5 % to 99.5 %: "
                                    + Figures.significant(e.getValue().percentile005()) + " to "
                                    + Figures.significant(e.getValue().percentile995()))));
        });
        return facts;
    }

    private static List<Fact> leftOut(Report report) {
        return report.leftOut().entrySet().stream()
                .limit(MOST_LEFT_OUT)
                .map(e -> new Fact(e.getKey(), e.getValue()))
                .toList();
    }

    private static Choice choice(Selection selection) {
        return new Choice(
                selection.reason(),
                selection.candidates().stream()
                        .map(c -> new Fact(c.inWords(), Figures.share(c.dice())))
                        .toList(),
                (selection.folds().size() == 1 ? "fold " : "folds ") + String.join(", ", selection.folds()),
                selection.filters().isEmpty()
                        ? "none: keeping only largest components did not raise the Dice"
                        : "only the largest component is kept of label "
                                + selection.filters().stream()
                                        .map(labels -> labels.stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(", ")))
                                        .collect(Collectors.joining(", then of label "))
                                + "; mean foreground Dice " + Figures.share(selection.diceBefore()) + " before and "
                                + Figures.share(selection.diceAfter()) + " after",
                selection.missingFolds().isEmpty() ? "" : String.join(", ", selection.missingFolds()));
    }

    private static TestImageRow testImage(TestImage image, List<String> names) {
        return new TestImageRow(
                image.caseId(),
                names.stream()
                        .map(name -> image.prediction()
                                .map(p -> p.volumesMl().get(name))
                                .map(Figures::millilitres)
                                .orElse(Figures.NONE))
                        .toList(),
                image.prediction().map(p -> String.join("; ", p.warnings())).orElse("not predicted yet"));
    }

    private static List<FaultGroup> faults(IngestReport report) {
        Map<FaultCode, List<Fault>> byCode = report.faults().stream()
                .collect(Collectors.groupingBy(Fault::code, LinkedHashMap::new, Collectors.toList()));
        return byCode.entrySet().stream()
                .map(e -> new FaultGroup(
                        e.getValue().get(0).severity().lowerCase(),
                        e.getKey().name(),
                        e.getValue().size(),
                        e.getValue().get(0).mend(),
                        e.getValue().stream()
                                .limit(EXAMPLES)
                                .map(f -> new Fact(
                                        f.caseId().or(f::file).orElse("the dataset"),
                                        "found " + f.seen() + ", expected " + f.expected()))
                                .toList(),
                        Math.max(0, e.getValue().size() - EXAMPLES)))
                .toList();
    }

    private static List<LineageRow> lineage(ReportDocuments documents) {
        List<LineageRow> rows = new ArrayList<>();
        for (ConfigurationReport configuration : documents.report().configurations()) {
            for (FoldReport fold : configuration.folds()) {
                Optional<FoldJournal> journal = Optional.ofNullable(documents
                        .journals()
                        .get(documents.manifest().versionId().fold(configuration.configuration(), fold.fold())));
                rows.add(new LineageRow(
                        configuration.configuration(),
                        fold.fold(),
                        journal.map(j -> Long.toString(j.seed())).orElse(Figures.NONE),
                        fold.trainedOn() == null
                                ? Figures.NONE
                                : Figures.counted(fold.trainedOn().cases(), "case")
                                        + (fold.trainedOn().versions().size() > 1
                                                ? ", by versions "
                                                        + String.join(
                                                                ", ",
                                                                fold.trainedOn().versions())
                                                : ""),
                        fold.trainedOn() == null
                                ? Figures.NONE
                                : fold.trainedOn().trainingCasesHash(),
                        fold.device().map(Object::toString).orElse(Figures.NONE),
                        journal.map(j -> Integer.toString(j.epochs().size())).orElse(Figures.NONE),
                        journal.map(j -> Figures.duration(j.epochs().stream()
                                        .mapToDouble(e -> e.seconds())
                                        .sum()))
                                .orElse(Figures.NONE),
                        reused(documents, journal)));
            }
        }
        return rows;
    }

    private static String reused(ReportDocuments documents, Optional<FoldJournal> journal) {
        return journal.filter(j -> !j.epochs().isEmpty())
                .flatMap(j -> documents
                        .sealed()
                        .map(made -> j.epochs().get(0).started().isBefore(made)))
                .map(isBefore ->
                        isBefore ? "taken over: it began before this version was made" : "trained for this version")
                .orElse(Figures.NONE);
    }

    private static List<Fact> history(ReportDocuments documents, String release) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Version", documents.report().version()));
        documents
                .plans()
                .ifPresent(p ->
                        facts.add(new Fact("Plans", p.plansName() + ", id " + p.plansId() + ", by " + p.madeBy())));
        documents.experiment().continueFrom().ifPresent(v -> facts.add(new Fact("Goes on from version", v)));
        documents.experiment().splitsFrom().ifPresent(v -> facts.add(new Fact("Splits kept from version", v)));
        facts.add(new Fact("Seed", Long.toString(documents.experiment().seed())));
        facts.add(new Fact("Version made", Figures.time(documents.sealed())));
        facts.add(new Fact("Planned", Figures.time(documents.planned())));
        facts.add(new Fact("Reported", Figures.time(documents.reported())));
        documents
                .reused()
                .forEach((name, count) -> facts.add(
                        new Fact("Preprocessed before, and taken over, for " + name, Figures.counted(count, "case"))));
        facts.add(new Fact("Page made by", "Nephrite " + release));
        return facts;
    }
}
