package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.json.Json;
import io.nephrite.local.client.Connection;
import io.nephrite.local.machine.FreePort;
import io.nephrite.local.machine.LauncherLog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A system that has run in a data folder and runs no more: its address is known, and nobody answers there. */
class SilentSystemTest {
    @TempDir
    Path folder;

    /** As the program does: the log has no stack traces on the terminal. */
    @BeforeAll
    static void beginLog() throws IOException {
        LauncherLog.begin();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "status Task001_Any",
                "status --json",
                "dlq list",
                "dlq show case-checked.12",
                "dlq replay case-checked.12",
                "dlq drop --topic case-checked",
                "sweep"
            })
    void isToldInOneSentenceAndWithoutAStackTrace(String arguments) throws IOException {
        URI eval = URI.create("http://127.0.0.1:" + FreePort.preferably(0));
        URI store = URI.create("http://127.0.0.1:" + FreePort.preferably(0));
        Connection connection = new Connection(store, "key", "secret", "127.0.0.1:1", Map.of("eval-service", eval));
        Files.write(folder.resolve("system.json"), Json.pretty(connection));
        List<String> words = new ArrayList<>(List.of(arguments.split(" ", -1)));
        words.addAll(List.of("--data", folder.toString()));

        Output answer = Output.ofErrors(words.toArray(String[]::new));

        assertThat(answer.text().strip().lines())
                .singleElement()
                .asString()
                .startsWith("nephrite: nothing answers at " + eval);
        assertThat(answer.status()).isEqualTo(ExitCode.FAULT);
    }
}
