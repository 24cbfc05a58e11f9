package io.nephrite.local.command;

import io.nephrite.core.housekeeping.LeftoverKind;
import io.nephrite.core.housekeeping.SweepResult;
import io.nephrite.core.housekeeping.SweepRules;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.ServiceClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sweep",
        description = "Deletes what nothing needs any more: what ended work has left behind, results of files that no "
                + "version has, and with --keep old versions. Uploads and models stay.")
final class SweepCommand implements Callable<Integer> {
    @Option(names = "--dry-run", description = "Says what would be deleted, and deletes nothing.")
    boolean dryRun;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "Keep the newest N versions of each dataset, and those that they build on (default: all).")
    Integer keep;

    @Option(
            names = "--hours",
            paramLabel = "N",
            description = "Leave alone what was written in the last N hours, and datasets in which anything was "
                    + "(default: 24).")
    Integer hours;

    @Mixin
    RemoteOptions remote;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SweepRules rules = rules();
        Terminal terminal = Terminals.standard();
        ServiceClient client = remote.statusClient();
        SweepResult result;
        do {
            result = client.sweep(dryRun, rules.keep(), rules.age());
            show(result, terminal);
        } while (!result.isDone());
        return ExitCode.OK;
    }

    private SweepRules rules() {
        try {
            return new SweepRules(
                    keep == null ? OptionalInt.empty() : OptionalInt.of(keep),
                    hours == null ? SweepRules.USUAL_AGE : Duration.ofHours(hours));
        } catch (IllegalArgumentException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }

    private static void show(SweepResult result, Terminal terminal) {
        result.datasets().forEach((dataset, kinds) -> {
            String where = dataset.equals("_") ? "jobs, models, predictions" : dataset;
            for (Map.Entry<LeftoverKind, SweepResult.Amount> kind : kinds.entrySet()) {
                terminal.line("  " + where + ": " + amount(kind.getValue()) + ", "
                        + kind.getKey().label());
            }
        });
        result.leftAlone().forEach((dataset, why) -> terminal.line("  " + dataset + " is left alone: " + why));
        terminal.line((result.isDryRun() ? "would delete " : "deleted ")
                + amount(result.all())
                + (result.isDone() ? "" : "; going on"));
    }

    private static String amount(SweepResult.Amount amount) {
        return String.format(Locale.ROOT, "%d objects, %.1f MB", amount.objects(), amount.bytes() / 1e6);
    }
}
