package io.nephrite.imaging.metric;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a figure of the same cases differs between two evaluations. Cases in which it is undefined in one of them are
 * left out of all means here, so that both means are of the same cases.
 *
 * @param cases in which the figure is defined in both
 * @param first mean of the first evaluation
 * @param second mean of the second evaluation
 * @param difference mean of second − first
 * @param interval of the mean difference, 95 %, by bootstrap over the cases; absent where there are fewer than two
 */
public record PairedDifference(
        int cases,
        OptionalDouble first,
        OptionalDouble second,
        OptionalDouble difference,
        Optional<MeanInterval> interval) {
    /** Figure of one case in both evaluations. */
    public record Pair(OptionalDouble first, OptionalDouble second) {}

    public static PairedDifference of(Collection<Pair> cases) {
        List<Pair> defined = cases.stream()
                .filter(p -> p.first().isPresent() && p.second().isPresent())
                .toList();
        double[] differences = defined.stream()
                .mapToDouble(p -> p.second().getAsDouble() - p.first().getAsDouble())
                .toArray();
        return new PairedDifference(
                defined.size(),
                defined.stream().mapToDouble(p -> p.first().getAsDouble()).average(),
                defined.stream().mapToDouble(p -> p.second().getAsDouble()).average(),
                defined.stream()
                        .mapToDouble(p -> p.second().getAsDouble() - p.first().getAsDouble())
                        .average(),
                MeanInterval.of(differences));
    }

    /** Whether the interval of the difference leaves out 0. */
    public boolean isClear() {
        return interval.filter(i -> i.low() > 0 || i.high() < 0).isPresent();
    }
}
