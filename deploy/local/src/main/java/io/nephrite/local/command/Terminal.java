package io.nephrite.local.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Where lines for the user go. On a terminal a block of lines at the end is drawn anew in place; elsewhere a line of
 * the block is printed when it says something new. Thread-safe.
 */
final class Terminal {
    private final PrintStream out;
    private final boolean live;
    private List<String> block = List.of();

    Terminal(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    /** A line that stays. */
    synchronized void line(String text) {
        erase();
        out.println(text);
        draw();
    }

    /** The block that shows the present state; on a terminal it replaces the one before. */
    synchronized void block(List<String> lines) {
        List<String> before = block;
        erase();
        block = List.copyOf(lines);
        if (live) {
            draw();
        } else {
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

    private void erase() {
        if (live && !block.isEmpty()) {
            out.print("\u001b[" + block.size() + "A\u001b[J");
        }
    }

    private void draw() {
        if (live) {
            List<String> lines = new ArrayList<>(block);
            lines.forEach(out::println);
            out.flush();
        }
    }
}
