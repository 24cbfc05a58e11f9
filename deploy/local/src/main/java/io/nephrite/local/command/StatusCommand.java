package io.nephrite.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.Failure;
import io.nephrite.core.pipeline.DatasetStatus.Waiting;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.ServiceClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "status", description = "Shows how far the work on one dataset, or on all, is.")
final class StatusCommand implements Callable<Integer> {
    private static final Duration EVERY = Duration.ofSeconds(1);

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The dataset; without a name all are shown.")
    String name;

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    @Option(
            names = "--watch",
            description = "Shows it again every second until Ctrl-C; in place on a terminal, elsewhere line by line.")
    boolean watch;

    @Mixin
    RemoteOptions remote;

    @Override
    public Integer call() throws Exception {
        if (json && watch) {
            throw new BadInput("--json and --watch were both given; leave one of them out");
        }
        Terminal terminal = Terminals.standard();
        ServiceClient client = remote.statusClient();
        if (watch) {
            watch(() -> lines(client), terminal, () -> TimeUnit.MILLISECONDS.sleep(EVERY.toMillis()));
        } else if (json) {
            for (DatasetStatus status : statuses(client)) {
                terminal.line(new String(Json.pretty(status), StandardCharsets.UTF_8));
            }
        } else {
            lines(client).forEach(terminal::line);
        }
        return ExitCode.OK;
    }

    /** Waits; a test ends the watch here, as Ctrl-C does. */
    @FunctionalInterface
    interface Pause {
        void pause() throws InterruptedException;
    }

    /** What is shown at a time. */
    @FunctionalInterface
    interface Shown {
        List<String> lines() throws IOException, InterruptedException;
    }

    /** Goes on until it is interrupted; a system that gives no answer for a while is asked again. */
    static void watch(Shown shown, Terminal terminal, Pause pause) throws InterruptedException {
        List<String> newest = List.of();
        while (true) {
            try {
                newest = shown.lines();
                terminal.block(newest);
            } catch (IOException e) {
                List<String> old = new ArrayList<>(newest);
                old.add("no answer (" + e.getMessage() + "); asked again");
                terminal.block(old);
            }
            pause.pause();
        }
    }

    private List<String> lines(ServiceClient client) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        statuses(client).forEach(status -> lines.addAll(lines(status)));
        return lines.isEmpty() ? List.of("no dataset is known yet; `./nephrite upload DIR` uploads one") : lines;
    }

    private List<DatasetStatus> statuses(ServiceClient client) throws IOException, InterruptedException {
        List<DatasetStatus> statuses = new ArrayList<>();
        for (String dataset : name == null ? names(client) : List.of(name)) {
            statuses.add(client.status(dataset)
                    .orElseThrow(() -> new BadInput("nothing is known of a dataset " + dataset
                            + "; `./nephrite status` without a name lists those that are known")));
        }
        return statuses;
    }

    private static List<String> names(ServiceClient client) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (JsonNode entry : client.datasetList()) {
            names.add(
                    entry.isTextual()
                            ? entry.textValue()
                            : entry.path("dataset").asText());
        }
        return names;
    }

    private static List<String> lines(DatasetStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add(status.dataset() + "  version " + status.version().orElse("(not sealed yet)") + ", until "
                + status.until().lowerCase());
        StatusLines.of(status).forEach(line -> lines.add("  " + line));
        for (Failure failure : status.failures()) {
            String what = failure.code().kind().isWaitedFor() ? "  waiting: " : "  failed: ";
            lines.add(what + failure.message());
        }
        for (Failure failure : status.leftOut()) {
            lines.add("  left out: " + failure.message());
        }
        for (Waiting waiting : status.waiting()) {
            lines.add((waiting.isOverdue() ? "  WARNING, overdue: " : "  awaited: ") + waiting.what() + ", since "
                    + waiting.since().truncatedTo(ChronoUnit.SECONDS) + ": " + waiting.reason()
                    + (waiting.help().isEmpty() ? "" : "; what helps: " + waiting.help()));
        }
        status.reportKey().ifPresent(key -> lines.add("  report: " + key));
        return lines;
    }
}
