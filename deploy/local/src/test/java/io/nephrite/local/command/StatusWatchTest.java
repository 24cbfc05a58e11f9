package io.nephrite.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusWatchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void watch(Terminal terminal, Deque<StatusCommand.Shown> answers) {
        assertThatThrownBy(() -> StatusCommand.watch(() -> answers.remove().lines(), terminal, () -> {
                    if (answers.isEmpty()) {
                        throw new InterruptedException("Ctrl-C");
                    }
                }))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void printsElsewhereOnlyWhatIsNew() {
        watch(
                Terminal.plain(new PrintStream(out, true, UTF_8)),
                new ArrayDeque<>(List.of(
                        () -> List.of("D", "  checked 1/2"),
                        () -> List.of("D", "  checked 1/2"),
                        () -> List.of("D", "  checked 2/2"))));

        assertThat(out.toString(UTF_8).lines()).containsExactly("D", "  checked 1/2", "  checked 2/2");
    }

    @Test
    void drawsOnATerminalInPlaceAndInOneGo() {
        watch(
                Terminal.live(new PrintStream(out, true, UTF_8), 24),
                new ArrayDeque<>(List.of(() -> List.of("a", "b"), () -> List.of("a", "c"))));

        assertThat(out.toString(UTF_8))
                .contains("\u001b[2A\r\u001b[J")
                .endsWith("c" + System.lineSeparator() + "\u001b[?7h");
    }

    @Test
    void asksAgainWhereNobodyAnswers() {
        watch(
                Terminal.plain(new PrintStream(out, true, UTF_8)),
                new ArrayDeque<>(List.of(
                        () -> List.of("D"),
                        () -> {
                            throw new IOException("refused");
                        },
                        () -> List.of("D", "  checked 1/2"))));

        assertThat(out.toString(UTF_8).lines())
                .containsExactly("D", "no answer (refused); asked again", "  checked 1/2");
    }
}
