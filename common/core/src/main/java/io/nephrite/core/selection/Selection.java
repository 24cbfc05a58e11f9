package io.nephrite.core.selection;

import io.nephrite.core.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * selection.json: the configuration, or the pair of configurations, that predicts from now on, and why.
 *
 * @param configurations one, or two whose probabilities are averaged in this order
 * @param folds whose weights predict together: all trained ones of the cross-validation, or {@code all} alone
 * @param candidates what was compared: single configurations, then pairs, in nnU-Net's order
 * @param filters postprocessing that was accepted: of each set of labels in turn only the largest connected component
 *     is kept
 * @param diceBefore mean foreground Dice of the chosen candidate without postprocessing
 * @param diceAfter the same with the filters
 * @param reason why it was chosen, in sentences
 * @param missingFolds configuration and fold of each part of the cross-validation that was not trained, in words
 */
public record Selection(
        List<String> configurations,
        List<String> folds,
        List<Candidate> candidates,
        List<List<Integer>> filters,
        OptionalDouble diceBefore,
        OptionalDouble diceAfter,
        String reason,
        List<String> missingFolds) {
    public Selection {
        configurations = List.copyOf(configurations);
        folds = List.copyOf(folds);
        candidates = List.copyOf(candidates);
        filters = filters.stream().map(List::copyOf).toList();
        missingFolds = List.copyOf(missingFolds);
    }

    public static Selection parse(byte[] json) {
        return Json.read(json, Selection.class);
    }

    /**
     * The candidate with the highest Dice; of equal ones the first. One without Dice is never better than one with.
     *
     * <p>Reference: nnU-Net 2.8.1 {@code find_best_configuration}, which ends with an error where the first is
     * undefined.
     *
     * @return empty where no candidate has a Dice
     */
    public static Optional<Candidate> best(List<Candidate> candidates) {
        Candidate best = null;
        for (Candidate candidate : candidates) {
            if (candidate.dice().isPresent()
                    && (best == null
                            || candidate.dice().getAsDouble() > best.dice().getAsDouble())) {
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }
}
