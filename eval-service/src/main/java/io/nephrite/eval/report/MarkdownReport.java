package io.nephrite.eval.report;

import io.nephrite.core.selection.Selection;
import io.nephrite.eval.report.Report.CaseReport;
import io.nephrite.eval.report.Report.ConfigurationReport;
import io.nephrite.eval.report.Report.FoldReport;
import io.nephrite.eval.report.Report.KitsReport;
import io.nephrite.eval.report.Report.SurfaceReport;
import io.nephrite.eval.report.Report.WorstCase;
import io.nephrite.imaging.metric.CaseStatistics;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** report.md: the same figures as report.json, to be read. */
public final class MarkdownReport {
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport() {}

    public static String of(Report report) {
        MarkdownReport markdown = new MarkdownReport();
        markdown.write(report);
        return markdown.text.toString();
    }

    private void write(Report report) {
        text.append("# ").append(plain(report.dataset())).append("\n\n");
        text.append("Version ").append(report.version()).append(". Figures of the validation cases. ");
        text.append(report.absentClasses()).append(" A dash is undefined.\n");
        text.append("Global: voxels of all cases added up.\n");
        if (!report.leftOut().isEmpty()) {
            text.append("\n## Left out\n\nNeither trained nor validated with, as the experiment allows:\n\n");
            report.leftOut()
                    .forEach((id, reason) -> text.append("- ")
                            .append(plain(id))
                            .append(": ")
                            .append(plain(reason))
                            .append('\n'));
        }
        report.selection().ifPresent(this::selection);
        warnings(report.configurations());
        report.configurations().forEach(c -> configuration(c, report.classes().values()));
    }

    private void selection(Selection selection) {
        text.append("\n## Choice\n\n")
                .append(plain(selection.reason()))
                .append("\n\n| candidate | mean foreground Dice |\n|---|---:|\n");
        selection.candidates().forEach(c -> row(List.of(c.inWords(), number(c.dice()))));
        text.append("\nTest images are predicted by the weights of fold")
                .append(selection.folds().size() == 1 ? " " : "s ")
                .append(String.join(", ", selection.folds()))
                .append(".\n");
        if (!selection.missingFolds().isEmpty()) {
            text.append("Not trained, and so not in these figures: fold")
                    .append(selection.missingFolds().size() == 1 ? " " : "s ")
                    .append(String.join(", ", selection.missingFolds()))
                    .append(" of the splits.\n");
        }
    }

    private void warnings(List<ConfigurationReport> configurations) {
        if (configurations.stream()
                .flatMap(c -> c.folds().stream())
                .allMatch(f -> f.warnings().isEmpty())) {
            return;
        }
        text.append("\n## Warnings\n\nOf the trainings; each fold's training_log.txt has the epochs:\n\n");
        for (ConfigurationReport configuration : configurations) {
            for (FoldReport fold : configuration.folds()) {
                fold.warnings()
                        .forEach(warning -> text.append("- ")
                                .append(configuration.configuration())
                                .append(", fold ")
                                .append(fold.fold())
                                .append(": ")
                                .append(plain(warning))
                                .append('\n'));
            }
        }
    }

    private void configuration(ConfigurationReport configuration, Collection<String> classes) {
        boolean kits = configuration.kits().isPresent();
        text.append("\n## ").append(configuration.configuration()).append("\n\n");
        row(Stream.concat(
                        Stream.concat(Stream.of("fold", "case"), classes.stream()),
                        kits ? Stream.of("KiTS kidney", "KiTS tumour", "KiTS composite") : Stream.of())
                .toList());
        text.append("|---|---|")
                .append("---:|".repeat(classes.size() + (kits ? 3 : 0)))
                .append('\n');
        for (FoldReport fold : configuration.folds()) {
            for (CaseReport report : fold.cases()) {
                row(
                        fold.fold(),
                        report.caseId(),
                        report.dice(),
                        report.kits().map(MarkdownReport::list).orElse(List.of()));
            }
        }
        List<OptionalDouble> kitsMean =
                configuration.kits().map(MarkdownReport::list).orElse(List.of());
        row("all", "**mean**", configuration.meanDice(), kitsMean);
        row(
                "all",
                "**global**",
                configuration.globalDice(),
                Collections.nCopies(kitsMean.size(), OptionalDouble.empty()));
        text.append("\nMean over the classes: ")
                .append(number(configuration.meanForegroundDice()))
                .append("\n\n| class | mean Dice | 95 % interval | median | global |\n|---|---:|---:|---:|---:|\n");
        configuration
                .dice()
                .forEach((name, dice) -> row(List.of(
                        name,
                        number(dice.mean()),
                        interval(dice),
                        number(dice.median()),
                        number(configuration.globalDice().get(name)))));
        text.append("\nThe interval is of the mean, by bootstrap over the cases.\n");
        configuration.surface().ifPresent(this::surface);
        configuration
                .lesions()
                .ifPresent(lesions -> text.append("\nTumours (connected components) of all cases: ")
                        .append(lesions.found())
                        .append(" found, ")
                        .append(lesions.missed())
                        .append(" missed, ")
                        .append(lesions.invented())
                        .append(" invented.\n"));
        worst(configuration.worst());
        text.append("\nThe weights were trained on (lineage.json of each fold names the cases):\n\n");
        for (FoldReport fold : configuration.folds()) {
            text.append("- fold ")
                    .append(fold.fold())
                    .append(": ")
                    .append(fold.trainedOn().cases())
                    .append(" cases, hash ")
                    .append(fold.trainedOn().trainingCasesHash())
                    .append(
                            fold.trainedOn().versions().size() == 1
                                    ? ""
                                    : ", by the trainings of versions "
                                            + String.join(", ", fold.trainedOn().versions()))
                    .append(fold.device()
                            .map(device -> "; computed on " + plain(device.toString()))
                            .orElse(""))
                    .append('\n');
        }
    }

    private void surface(SurfaceReport surface) {
        text.append("\n| class | HD95 [mm] | mean distance [mm] | surface Dice at ")
                .append(String.format(Locale.ROOT, "%.4g", surface.toleranceMm())
                        .replaceAll("\\.?0+$", ""))
                .append(" mm |\n|---|---:|---:|---:|\n");
        surface.hausdorff95Mm()
                .forEach((name, hausdorff) -> row(List.of(
                        name,
                        millimetres(hausdorff.mean()),
                        millimetres(surface.meanMm().get(name).mean()),
                        number(surface.surfaceDice().get(name).mean()))));
        text.append("\nMeans over the cases in which they are defined.\n");
    }

    private void worst(List<WorstCase> cases) {
        if (cases.isEmpty()) {
            return;
        }
        text.append(
                "\nThe cases with the lowest mean Dice over their classes:\n\n| fold | case | mean Dice |\n|---|---|---:|\n");
        cases.forEach(c -> row(List.of(c.fold(), c.caseId(), number(OptionalDouble.of(c.meanDice())))));
    }

    private static String interval(CaseStatistics statistics) {
        return statistics
                .interval()
                .map(i -> number(OptionalDouble.of(i.low())) + " to " + number(OptionalDouble.of(i.high())))
                .orElse("–");
    }

    private static String millimetres(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "–";
    }

    private void row(String fold, String name, Map<String, OptionalDouble> dice, List<OptionalDouble> more) {
        row(Stream.concat(
                        Stream.of(fold, name),
                        Stream.concat(dice.values().stream(), more.stream()).map(MarkdownReport::number))
                .toList());
    }

    private void row(List<String> cells) {
        text.append(cells.stream().map(MarkdownReport::plain).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /** Names come from users: what would be markup to a reader of the file is text here. */
    private static String plain(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|");
    }

    private static List<OptionalDouble> list(KitsReport kits) {
        return List.of(kits.kidneyDice(), kits.tumorDice(), kits.compositeDice());
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "–";
    }
}
