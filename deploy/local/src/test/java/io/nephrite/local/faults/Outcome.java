package io.nephrite.local.faults;

import java.util.Optional;

/**
 * What came of a fault.
 *
 * @param seen in words
 * @param secondsToRecover from the end of the fault to the next progress; absent where that has no meaning
 * @param hashes whether the results are those of the undisturbed run, or which differ; {@code -} without results
 * @param holds whether all was as it should be, without a user doing anything
 */
record Outcome(String seen, Optional<Double> secondsToRecover, String hashes, boolean holds) {
    static Outcome holds(String seen) {
        return new Outcome(seen, Optional.empty(), "-", true);
    }

    static Outcome fails(String seen) {
        return new Outcome(seen, Optional.empty(), "-", false);
    }

    static Outcome of(boolean holds, String seen) {
        return new Outcome(seen, Optional.empty(), "-", holds);
    }
}
