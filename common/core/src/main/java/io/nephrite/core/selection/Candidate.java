package io.nephrite.core.selection;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A configuration, or a pair whose probabilities are averaged, with what it has reached in the cross-validation.
 *
 * @param configurations one, or two in the order in which their probabilities are added up
 * @param dice mean over the classes of their mean Dice over all validation cases; absent where a class is in no case
 */
public record Candidate(List<String> configurations, OptionalDouble dice) {
    public Candidate {
        configurations = List.copyOf(configurations);
        if (configurations.isEmpty() || configurations.size() > 2) {
            throw new IllegalArgumentException("a candidate is one configuration or two, found " + configurations);
        }
    }

    /** {@code 3d_fullres}, or {@code 2d + 3d_fullres}. */
    public String inWords() {
        return String.join(" + ", configurations);
    }
}
