package io.nephrite.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.client.ServiceClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dlq",
        description = "Records that a service could not work on (dead letters): shows them, and has them tried again "
                + "after their cause is removed.")
final class DeadLetterCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what: list, show, replay or drop");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the dead letters, the newest first.")
    int list(
            @Mixin RemoteOptions remote,
            @Option(names = "--topic", paramLabel = "TOPIC", description = "Lists only the dead letters of this topic.")
                    String topic,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description =
                                    "How many of the newest of each topic are listed (default: ${DEFAULT-VALUE}).")
                    int limit,
            @Option(names = "--all", description = "Also those that were replayed or dropped.") boolean all,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws IOException, InterruptedException {
        Terminal terminal = Terminals.standard();
        JsonNode letters = remote.statusClient().deadLetters(Optional.ofNullable(topic), limit, all);
        if (json) {
            terminal.line(text(Json.pretty(letters)));
            return ExitCode.OK;
        }
        for (JsonNode letter : letters) {
            terminal.line("%s  %s  %s  key %s  %s"
                    .formatted(
                            letter.path("time").asText(),
                            letter.path("id").asText(),
                            letter.path("state").asText(),
                            letter.path("key").asText("-"),
                            letter.path("reason").asText("-")));
        }
        terminal.line(letters.isEmpty() ? "no dead letters" : letters.size() + " dead letters");
        return ExitCode.OK;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows one dead letter with its headers and the beginning of its content.")
    int show(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID", description = "As list names it.") String id)
            throws IOException, InterruptedException {
        Answer answer = remote.statusClient().deadLetter(id);
        require(answer, id);
        Terminals.standard().line(text(Json.pretty(Json.tree(answer.message().getBytes(StandardCharsets.UTF_8)))));
        return ExitCode.OK;
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description =
                    "Sends the record again to the service that could not work on it, and marks the dead letter as "
                            + "done. If the cause is still there, it becomes another dead letter.")
    int replay(
            @Mixin RemoteOptions remote,
            @Option(names = "--topic", paramLabel = "TOPIC", description = "All open ones of a topic.") String topic,
            @Parameters(paramLabel = "ID", arity = "0..*", description = "As list names them.") List<String> ids)
            throws IOException, InterruptedException {
        return act(remote.statusClient(), "replay", Optional.ofNullable(topic), ids);
    }

    @Command(
            name = "drop",
            mixinStandardHelpOptions = true,
            description = "Marks dead letters as done, so that they are no longer listed.")
    int drop(
            @Mixin RemoteOptions remote,
            @Option(names = "--topic", paramLabel = "TOPIC", description = "All open ones of a topic.") String topic,
            @Parameters(paramLabel = "ID", arity = "0..*", description = "As list names them.") List<String> ids)
            throws IOException, InterruptedException {
        return act(remote.statusClient(), "drop", Optional.ofNullable(topic), ids);
    }

    private static int act(ServiceClient client, String action, Optional<String> topic, List<String> given)
            throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>(given == null ? List.of() : given);
        if (topic.isPresent()) {
            // the oldest first, as they came
            for (JsonNode letter : client.deadLetters(topic, 1000, false)) {
                ids.add(0, letter.path("id").asText());
            }
        } else if (ids.isEmpty()) {
            throw new BadInput(
                    "name the dead letters to " + action + ", as `./nephrite dlq list` shows them, or a " + "--topic");
        }
        for (String id : ids) {
            require(client.deadLetter(id, action), id);
            Terminals.standard().line(id + ": " + (action.equals("drop") ? "dropped" : "sent again"));
        }
        return ExitCode.OK;
    }

    private static void require(Answer answer, String id) throws IOException {
        if (answer.accepted()) {
            return;
        }
        String message = answer.message();
        if (answer.status() / 100 == 4) {
            throw new BadInput(id + ": " + message);
        }
        throw new IOException(id + ": eval answered " + answer.status() + ": " + message);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
