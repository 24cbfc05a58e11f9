package io.nephrite.local.command;

import io.nephrite.imaging.metric.PairedDifference;
import io.nephrite.imaging.metric.PairedDifference.Pair;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        description = "Compares the Dice of two versions or experiments of one dataset, case by case: the mean paired"
                + " difference with its 95 %% interval; needs no running system.")
final class CompareCommand implements Callable<Integer> {
    private static final String ROW = "%-20s %6s %8s %8s %9s %20s  %s";

    @Parameters(
            index = "0",
            paramLabel = "A",
            description = "Folder of results with report.json, or a report.json or summary.json.")
    Path first;

    @Parameters(index = "1", paramLabel = "B", description = "The same; a difference is B minus A.")
    Path second;

    @Option(
            names = "--configuration",
            paramLabel = "NAME",
            description = "Of both reports; not needed where each has only one.")
    String configuration;

    @Option(
            names = "--other-configuration",
            paramLabel = "NAME",
            description = "Of B where it is another one than A's.")
    String otherConfiguration;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminals.standard();
        EvaluatedResults a = EvaluatedResults.read(first, configuration);
        EvaluatedResults b =
                EvaluatedResults.read(second, otherConfiguration == null ? configuration : otherConfiguration);
        Set<String> both = new TreeSet<>(a.cases().keySet());
        both.retainAll(b.cases().keySet());
        if (both.isEmpty()) {
            throw new BadInput("A and B have no case in common; expected two evaluations of one dataset");
        }
        terminal.line("A: " + a.name());
        terminal.line("B: " + b.name());
        terminal.line(ROW.formatted("class", "cases", "A", "B", "B - A", "95 % interval", ""));
        for (String label : labels(a, b, both)) {
            terminal.line(row(
                    label,
                    PairedDifference.of(both.stream()
                            .map(id -> new Pair(a.dice(id, label), b.dice(id, label)))
                            .toList())));
        }
        tellUnpaired(terminal, "A", a, both);
        tellUnpaired(terminal, "B", b, both);
        return ExitCode.OK;
    }

    private static Set<String> labels(EvaluatedResults a, EvaluatedResults b, Set<String> cases) {
        Set<String> labels = new TreeSet<>();
        cases.forEach(id -> {
            labels.addAll(a.cases().get(id).keySet());
            labels.addAll(b.cases().get(id).keySet());
        });
        return labels;
    }

    private static String row(String label, PairedDifference difference) {
        return ROW.formatted(
                        label,
                        difference.cases(),
                        number(difference.first()),
                        number(difference.second()),
                        signed(difference.difference()),
                        difference
                                .interval()
                                .map(i -> signed(OptionalDouble.of(i.low())) + " to "
                                        + signed(OptionalDouble.of(i.high())))
                                .orElse("-"),
                        difference.interval().isEmpty()
                                ? ""
                                : difference.isClear() ? "clear" : "within the spread of the cases")
                .stripTrailing();
    }

    private static void tellUnpaired(Terminal terminal, String side, EvaluatedResults results, Set<String> both) {
        List<String> alone = results.cases().keySet().stream()
                .filter(id -> !both.contains(id))
                .toList();
        if (!alone.isEmpty()) {
            terminal.line(
                    "only in " + side + ", not compared: " + alone.stream().collect(Collectors.joining(", ")));
        }
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "-";
    }

    private static String signed(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%+.4f", value.getAsDouble()) : "-";
    }
}
