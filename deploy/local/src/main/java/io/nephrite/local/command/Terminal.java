package io.nephrite.local.command;

import java.io.PrintStream;
import java.util.List;

/**
 * Where lines for the user go. On a terminal a block of lines at the end is drawn again in place; elsewhere a line of
 * the block is printed when it says something new. Thread-safe.
 */
final class Terminal {
    /** A line that is too long for the window is cut: a wrapped one would make the block higher than we know. */
    private static final String CUT_LONG_LINES = "\u001b[?7l";

    private static final String WRAP_LONG_LINES = "\u001b[?7h";

    private final PrintStream out;
    private final boolean live;
    private final int mostLines;
    private List<String> block = List.of();

    private Terminal(PrintStream out, boolean live, int mostLines) {
        this.out = out;
        this.live = live;
        this.mostLines = mostLines;
    }

    /** Draws in place; a block that is higher than the window, in rows, shows its end. */
    static Terminal live(PrintStream out, int rows) {
        return new Terminal(out, true, Math.max(1, rows - 1));
    }

    /** For files and pipes. */
    static Terminal plain(PrintStream out) {
        return new Terminal(out, false, Integer.MAX_VALUE);
    }

    /** A line that stays. */
    synchronized void line(String text) {
        if (live) {
            print(erasure() + text + System.lineSeparator() + drawing());
        } else {
            out.println(text);
        }
    }

    /** The block that shows the present state; on a terminal it replaces the one before. */
    synchronized void block(List<String> lines) {
        if (live) {
            String erasure = erasure();
            block = List.copyOf(lines.subList(Math.max(0, lines.size() - mostLines), lines.size()));
            print(erasure + drawing());
        } else {
            List<String> before = block;
            block = List.copyOf(lines);
            lines.stream().filter(line -> !before.contains(line)).forEach(out::println);
            out.flush();
        }
    }

    /** Leaves the block as it stands; what comes next goes below. */
    synchronized void settle() {
        block = List.of();
    }

    boolean isLive() {
        return live;
    }

    /** At once, so that nothing is seen half erased. */
    private void print(String text) {
        out.print(text);
        out.flush();
    }

    private String erasure() {
        return block.isEmpty() ? "" : "\u001b[" + block.size() + "A\r\u001b[J";
    }

    private String drawing() {
        if (block.isEmpty()) {
            return "";
        }
        StringBuilder drawing = new StringBuilder(CUT_LONG_LINES);
        block.forEach(line -> drawing.append(line).append(System.lineSeparator()));
        return drawing.append(WRAP_LONG_LINES).toString();
    }
}
