package io.nephrite.core.housekeeping;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was deleted, or would be.
 *
 * @param isDryRun whether nothing was deleted
 * @param isDone whether nothing more is to be deleted; otherwise the time was over, and the same request goes on
 * @param kinds of everything
 * @param datasets by name, those in which there is anything; {@code _} has what belongs to none
 * @param leftAlone dataset → why it was not looked at
 */
public record SweepResult(
        boolean isDryRun,
        boolean isDone,
        Map<LeftoverKind, Amount> kinds,
        Map<String, Map<LeftoverKind, Amount>> datasets,
        Map<String, String> leftAlone) {
    /** How much of a kind. */
    public record Amount(long objects, long bytes) {
        static final Amount NONE = new Amount(0, 0);

        Amount plus(Amount other) {
            return new Amount(objects + other.objects, bytes + other.bytes);
        }
    }

    /** Adds up what is found or deleted. Not thread-safe. */
    static final class Sum {
        private final Map<LeftoverKind, Amount> kinds = new EnumMap<>(LeftoverKind.class);
        private final Map<String, Map<LeftoverKind, Amount>> datasets = new TreeMap<>();
        private final Map<String, String> leftAlone = new TreeMap<>();

        void add(String dataset, Collection<Leftover> leftovers) {
            for (Leftover leftover : leftovers) {
                Amount one = new Amount(1, leftover.object().size());
                kinds.merge(leftover.kind(), one, Amount::plus);
                datasets.computeIfAbsent(dataset, name -> new EnumMap<>(LeftoverKind.class))
                        .merge(leftover.kind(), one, Amount::plus);
            }
        }

        void leaveAlone(String dataset, String why) {
            leftAlone.put(dataset, why);
        }

        SweepResult result(boolean isDryRun, boolean isDone) {
            return new SweepResult(isDryRun, isDone, kinds, datasets, leftAlone);
        }
    }

    /** Of one kind; none where there was nothing. */
    public Amount of(LeftoverKind kind) {
        return kinds.getOrDefault(kind, Amount.NONE);
    }

    /** Of all kinds. */
    public Amount all() {
        return List.copyOf(kinds.values()).stream().reduce(Amount.NONE, Amount::plus);
    }
}
