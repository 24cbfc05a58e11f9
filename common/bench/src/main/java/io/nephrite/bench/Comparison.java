package io.nephrite.bench;

import java.util.OptionalDouble;

/**
 * A line of a benchmark's table.
 *
 * @param work what was measured, such as {@code whole case 234x512x512}
 * @param unit of both figures, such as {@code s} or {@code MiB}
 * @param peer absent where there is no peer, or it cannot do this
 * @param goal greatest ratio ours / peer (or greatest figure, where {@code peer} is absent) that was asked for; absent
 *     where nothing was
 */
public record Comparison(String work, String unit, double ours, OptionalDouble peer, OptionalDouble goal) {
    public static Comparison of(String work, String unit, double ours) {
        return new Comparison(work, unit, ours, OptionalDouble.empty(), OptionalDouble.empty());
    }

    public static Comparison of(String work, String unit, double ours, double peer) {
        return new Comparison(work, unit, ours, OptionalDouble.of(peer), OptionalDouble.empty());
    }

    public Comparison withGoal(double value) {
        return new Comparison(work, unit, ours, peer, OptionalDouble.of(value));
    }

    /** Ours / peer. */
    public OptionalDouble ratio() {
        return peer.isPresent() ? OptionalDouble.of(ours / peer.getAsDouble()) : OptionalDouble.empty();
    }
}
