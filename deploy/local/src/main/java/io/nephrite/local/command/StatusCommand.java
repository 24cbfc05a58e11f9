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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "status", description = "Shows how far the work on one dataset, or on all, is.")
final class StatusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "A dataset; all where none is given.")
    String name;

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    @Mixin
    RemoteOptions remote;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        ServiceClient client = remote.statusClient();
        List<String> names = name == null ? names(client) : List.of(name);
        if (names.isEmpty() && !json) {
            terminal.line("no dataset is known yet; `./nephrite upload DIR` uploads one");
        }
        for (String dataset : names) {
            DatasetStatus status = client.status(dataset)
                    .orElseThrow(() -> new BadInput("nothing is known of a dataset " + dataset
                            + "; `./nephrite status` without a name lists those that are known"));
            if (json) {
                terminal.line(new String(Json.pretty(status), StandardCharsets.UTF_8));
            } else {
                print(status, terminal);
            }
        }
        return ExitCode.OK;
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

    private static void print(DatasetStatus status, Terminal terminal) {
        terminal.line(status.dataset() + "  version " + status.version().orElse("(not sealed yet)") + ", until "
                + status.until().lowerCase());
        StatusLines.of(status).forEach(line -> terminal.line("  " + line));
        for (Failure failure : status.failures()) {
            String what = failure.code().kind().isWaitedFor() ? "  waiting: " : "  failed: ";
            terminal.line(what + failure.message());
        }
        for (Failure failure : status.leftOut()) {
            terminal.line("  left out: " + failure.message());
        }
        for (Waiting waiting : status.waiting()) {
            terminal.line((waiting.isOverdue() ? "  WARNING, overdue: " : "  awaited: ") + waiting.what() + ", since "
                    + waiting.since().truncatedTo(ChronoUnit.SECONDS) + ": " + waiting.reason()
                    + (waiting.help().isEmpty() ? "" : "; what helps: " + waiting.help()));
        }
        status.reportKey().ifPresent(key -> terminal.line("  report: " + key));
    }
}
