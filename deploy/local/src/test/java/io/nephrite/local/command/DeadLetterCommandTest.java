package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterCommandTest {
    @TempDir
    Path folder;

    /** Arguments reach the commands as they were given; here there is no system, which is all that may be wrong. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "list --topic case-checked --limit 3 --all --json",
                "show case-checked.12",
                "replay case-checked.12 case-checked.13",
                "replay --topic case-checked",
                "drop case-checked.12"
            })
    void asksTheSystemOfTheDataFolder(String arguments) {
        List<String> words = new ArrayList<>(List.of("dlq"));
        words.addAll(List.of(arguments.split(" ", -1)));
        words.addAll(List.of("--data", folder.toString()));

        Output answer = Output.ofErrors(words.toArray(String[]::new));

        assertThat(answer.text()).contains("no system has run on " + folder);
        assertThat(answer.status()).isEqualTo(ExitCode.BAD_INPUT);
    }
}
