package io.nephrite.eval.choice;

import io.nephrite.core.selection.Candidate;
import io.nephrite.imaging.postprocess.PostprocessingDecision;
import io.nephrite.imaging.postprocess.PostprocessingDecision.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Says in sentences why a candidate was chosen. */
final class ChoiceReason {
    private ChoiceReason() {}

    static String of(
            List<Candidate> candidates, Candidate chosen, CrossValidation validation, PostprocessingDecision decision) {
        List<String> sentences = new ArrayList<>();
        String over = "over " + validation.cases().size() + " validation cases";
        if (chosen.dice().isEmpty()) {
            sentences.add(chosen.inWords() + " is taken as the first, since no candidate has a mean foreground Dice: a"
                    + " class is in no reference and no prediction.");
        } else if (candidates.size() == 1) {
            sentences.add(chosen.inWords() + " is the only candidate; its mean foreground Dice " + over + " is "
                    + number(chosen.dice()) + ".");
        } else {
            sentences.add(best(candidates, chosen, over));
        }
        if (validation.isOnTrainingCases()) {
            sentences.add("The weights have seen these cases in training, so the Dice says nothing of unseen ones.");
        }
        sentences.add(postprocessing(decision));
        return String.join(" ", sentences);
    }

    private static String best(List<Candidate> candidates, Candidate chosen, String over) {
        List<Candidate> equal = candidates.stream()
                .filter(c -> !c.equals(chosen) && c.dice().equals(chosen.dice()))
                .toList();
        String others = candidates.stream()
                .filter(c -> !c.equals(chosen) && !equal.contains(c))
                .map(c -> c.inWords() + " " + number(c.dice()))
                .collect(Collectors.joining(", "));
        String has = equal.isEmpty()
                ? chosen.inWords() + " has the highest mean foreground Dice " + over + ", " + number(chosen.dice())
                : chosen.inWords() + " and "
                        + equal.stream().map(Candidate::inWords).collect(Collectors.joining(" and "))
                        + " have the same mean foreground Dice " + over + ", " + number(chosen.dice())
                        + "; the first in nnU-Net's order is taken";
        return has + (others.isEmpty() ? "." : "; the others have: " + others + ".");
    }

    private static String postprocessing(PostprocessingDecision decision) {
        if (decision.accepted().isEmpty()) {
            return "Keeping only largest components did not raise it.";
        }
        return decision.accepted().stream()
                .map(Filter::labels)
                .map(labels -> "label" + (labels.size() == 1 ? " " : "s ")
                        + labels.stream().map(String::valueOf).collect(Collectors.joining(", ")))
                .collect(Collectors.joining(
                        ", then of ",
                        "Keeping only the largest component of ",
                        " changes it to "
                                + number(OptionalDouble.of(
                                        decision.after().foregroundMean().dice()))
                                + "."));
    }

    private static String number(OptionalDouble dice) {
        return dice.isPresent() && !Double.isNaN(dice.getAsDouble())
                ? String.format(Locale.ROOT, "%.4f", dice.getAsDouble())
                : "undefined";
    }
}
