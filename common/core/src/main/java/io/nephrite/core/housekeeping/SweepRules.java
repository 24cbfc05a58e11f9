package io.nephrite.core.housekeeping;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What may be deleted.
 *
 * @param keep so many of the newest versions of each dataset stay; empty: all of them. The current version always stays,
 *     and so do versions that those which stay continue, take their splits from, or take trainings from, and versions
 *     for which images were uploaded to be predicted
 * @param age what was written since then is never touched, and neither is a dataset in which anything was
 */
public record SweepRules(OptionalInt keep, Duration age) {
    /** Long beside anything that the services do between two writes. */
    public static final Duration USUAL_AGE = Duration.ofHours(24);

    public SweepRules {
        if (keep.isPresent() && keep.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "keep is " + keep.getAsInt() + "; expected at least 1, since the current version always stays");
        }
        if (age.isNegative()) {
            throw new IllegalArgumentException("age is " + age + "; expected no negative time");
        }
    }

    /** All versions stay. */
    public static SweepRules usual() {
        return new SweepRules(OptionalInt.empty(), USUAL_AGE);
    }
}
