package io.nephrite.local.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command says, with its exit status. */
record Output(int status, String text) {
    /** Runs a command whose standard output is kept. */
    static Output of(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream kept = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(kept);
            int status = NephriteCommand.execute(arguments);
            return new Output(status, bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    /** Runs a command whose standard error is kept. */
    static Output ofErrors(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        try (PrintStream kept = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setErr(kept);
            int status = NephriteCommand.execute(arguments);
            return new Output(status, bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** Lines about what was left out, but for the last, which counts it. */
    List<String> leftOut() {
        return text.lines().filter(l -> l.startsWith("left out: ")).toList();
    }

    /** The first line that begins so. */
    String line(String start) {
        return text.lines().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
    }
}
