package io.nephrite.imaging.metric;

import io.nephrite.core.fingerprint.Quantile;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The mean, its interval and the median of a figure over several cases; undefined values are left out.
 *
 * @param cases in which it is defined
 * @param interval of the mean, 95 %; absent where there are fewer than two cases
 */
public record CaseStatistics(int cases, OptionalDouble mean, Optional<MeanInterval> interval, OptionalDouble median) {
    public static CaseStatistics of(Collection<OptionalDouble> values) {
        double[] defined = values.stream()
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        if (defined.length == 0) {
            return new CaseStatistics(0, OptionalDouble.empty(), Optional.empty(), OptionalDouble.empty());
        }
        double sum = 0;
        for (double value : defined) {
            sum += value;
        }
        return new CaseStatistics(
                defined.length,
                OptionalDouble.of(sum / defined.length),
                MeanInterval.of(defined),
                OptionalDouble.of(Quantile.median(defined)));
    }
}
