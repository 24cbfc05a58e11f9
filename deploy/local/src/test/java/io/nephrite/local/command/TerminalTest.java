package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final String CUT = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void aPipeGetsEachLineOnceUntilItSaysSomethingNew() {
        Terminal terminal = Terminal.plain(out);
        terminal.block(List.of("checked 1/2", "fold 0"));
        terminal.block(List.of("checked 2/2", "fold 0"));
        terminal.line("done");

        assertThat(written()).isEqualTo("checked 1/2\nfold 0\nchecked 2/2\ndone\n");
    }

    @Test
    void aTerminalDrawsABlockOverTheOneBefore() {
        Terminal terminal = Terminal.live(out, 24);
        terminal.block(List.of("checked 1/2", "fold 0"));
        bytes.reset();
        terminal.block(List.of("checked 2/2"));

        assertThat(written()).isEqualTo("\u001b[2A\r\u001b[J" + CUT + "checked 2/2\n" + WRAP);
    }

    @Test
    void aLineThatStaysGoesAboveTheBlock() {
        Terminal terminal = Terminal.live(out, 24);
        terminal.block(List.of("checked 1/2"));
        bytes.reset();
        terminal.line("failed: case_2");

        assertThat(written()).isEqualTo("\u001b[1A\r\u001b[Jfailed: case_2\n" + CUT + "checked 1/2\n" + WRAP);
    }

    @Test
    void aBlockHigherThanTheWindowShowsItsEnd() {
        Terminal.live(out, 3).block(List.of("checked", "fingerprint", "fold 0"));

        assertThat(written()).isEqualTo(CUT + "fingerprint\nfold 0\n" + WRAP);
    }

    @Test
    void aSettledBlockIsNotDrawnOver() {
        Terminal terminal = Terminal.live(out, 24);
        terminal.block(List.of("checked 2/2"));
        terminal.settle();
        bytes.reset();
        terminal.line("done");

        assertThat(written()).isEqualTo("done\n");
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
