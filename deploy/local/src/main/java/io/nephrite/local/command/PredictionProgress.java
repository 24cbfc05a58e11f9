package io.nephrite.local.command;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How far a prediction is, and how long the rest will take at the pace so far. Cases count by their voxels. Used by the
 * thread that predicts.
 */
final class PredictionProgress {
    private final Terminal terminal;
    private final Map<String, Long> weights;
    private final boolean quiet;
    private final long begin = System.nanoTime();
    private double done;
    private int cases;
    private long caseBegin;

    /** @param weights what each case counts, by name; a measure of its size */
    PredictionProgress(Terminal terminal, Map<String, Long> weights, boolean quiet) {
        this.terminal = terminal;
        this.weights = weights;
        this.quiet = quiet;
    }

    void begins(String caseId) {
        caseBegin = System.nanoTime();
        shows(caseId, 0);
    }

    /** Drawn in place; nothing is printed where lines cannot be drawn again. */
    void shows(String caseId, double share) {
        if (terminal.isLive() && !quiet) {
            double with = done + share * weights.get(caseId);
            terminal.block(List.of(String.format(
                    Locale.ROOT,
                    "%s %.0f %%, case %d of %d%s",
                    caseId,
                    100 * share,
                    cases + 1,
                    weights.size(),
                    rest(with))));
        }
    }

    void ends(String caseId) {
        done += weights.get(caseId);
        cases++;
        terminal.line(String.format(
                Locale.ROOT,
                "%s  %.1f s  (%d of %d%s)",
                caseId,
                (System.nanoTime() - caseBegin) / 1e9,
                cases,
                weights.size(),
                cases < weights.size() ? rest(done) : ""));
    }

    /** A case that is left out takes no time. */
    void leaves(String caseId) {
        done += weights.get(caseId);
        cases++;
    }

    void settles() {
        terminal.block(List.of());
    }

    private String rest(double with) {
        double all = weights.values().stream().mapToDouble(Long::doubleValue).sum();
        if (with <= 0 || all <= 0) {
            return "";
        }
        double seconds = (System.nanoTime() - begin) / 1e9 * (all - with) / with;
        return ", about " + said(Duration.ofMillis((long) (1000 * seconds))) + " left";
    }

    static String said(Duration time) {
        if (time.toSeconds() < 90) {
            return Math.max(1, time.toSeconds()) + " s";
        }
        return time.toMinutes() < 90
                ? (time.toSeconds() + 30) / 60 + " min"
                : String.format(Locale.ROOT, "%.1f h", time.toSeconds() / 3600.0);
    }
}
