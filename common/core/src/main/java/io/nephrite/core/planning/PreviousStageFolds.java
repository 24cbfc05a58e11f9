package io.nephrite.core.planning;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which fold of the previous stage of a cascade segments each case: the first that validates it and has not trained on
 * it. Without splits only fold {@code all} is trained, and segments the cases that it has trained on, as nnU-Net's
 * does.
 *
 * @param byCase case id → fold
 */
public record PreviousStageFolds(Map<String, String> byCase) {
    private static final int CASES_SHOWN = 5;

    public PreviousStageFolds {
        byCase = Map.copyOf(byCase);
    }

    /**
     * Finds the fold of the previous stage that segments each case.
     *
     * @param cases ids of all usable cases
     * @throws PipelineException INVALID_DATASET where a case is in no fold's validation: nothing could segment it
     */
    public static PreviousStageFolds of(FoldSplits splits, Collection<String> cases) {
        Map<String, String> byCase = new TreeMap<>();
        List<String> without = new ArrayList<>();
        for (String caseId : cases) {
            find(splits, caseId).ifPresentOrElse(fold -> byCase.put(caseId, fold), () -> without.add(caseId));
        }
        if (!without.isEmpty()) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    "splits_final.json: " + without.size() + " of " + cases.size()
                            + " cases are validation cases of no fold that has not trained on them: "
                            + String.join(
                                    ", ", without.stream().limit(CASES_SHOWN).toList())
                            + (without.size() > CASES_SHOWN ? ", …" : "")
                            + ". A cascade needs a prediction of its first stage for each case, by such a fold. Make each case"
                            + " a validation case of one fold, or train no cascade");
        }
        return new PreviousStageFolds(byCase);
    }

    private static Optional<String> find(FoldSplits splits, String caseId) {
        if (splits.splits().isEmpty()) {
            return Optional.of(Experiment.FOLD_ALL);
        }
        return splits.names().stream()
                .filter(name -> {
                    FoldSplits.Split split = splits.splits().get(Integer.parseInt(name));
                    return split.val().contains(caseId) && !split.train().contains(caseId);
                })
                .findFirst();
    }

    /**
     * Returns the fold that segments a case.
     *
     * @throws IllegalArgumentException where the case is not one of the experiment
     */
    public String of(String caseId) {
        return Optional.ofNullable(byCase.get(caseId))
                .orElseThrow(() -> new IllegalArgumentException(caseId + " is no case of this experiment"));
    }
}
