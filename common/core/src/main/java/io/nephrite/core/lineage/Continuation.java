package io.nephrite.core.lineage;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.util.List;
import java.util.Map;

/**
 * A fold that goes on from the weights of an earlier version. It may do so only where no case that validates it was
 * trained on before, by that version or by any that it goes on from itself: the Dice of such a case would pass for that
 * of an unseen one. Fold {@code all} validates the cases that it trains on anyway, and its report says so.
 *
 * @param earlier version of the weights
 */
public record Continuation(String earlier, String configuration, String fold) {
    private static final int SHOWN = 20;

    /**
     * Requires that the earlier weights have seen no case that validates the fold now.
     *
     * @param weights what the earlier weights were trained on
     * @param validation cases that validate the fold now
     * @throws PipelineException INVALID_EXPERIMENT that names the cases and both ways out
     */
    public void requireUnseen(TrainingLineage weights, List<CaseIdentity> validation) {
        if (fold.equals(Experiment.FOLD_ALL)) {
            return;
        }
        Map<String, String> seen = weights.seen(validation);
        if (!seen.isEmpty()) {
            throw new PipelineException(FailureCode.INVALID_EXPERIMENT, refusal(seen));
        }
    }

    private String refusal(Map<String, String> seen) {
        StringBuilder text = new StringBuilder(Experiment.FILE + " /continueFrom: " + configuration + " fold " + fold
                + " would validate " + seen.size() + (seen.size() == 1 ? " case" : " cases") + " that its weights were"
                + " trained on, and report the Dice as that of unseen cases: ");
        String separator = "";
        int shown = 0;
        for (Map.Entry<String, String> one : seen.entrySet()) {
            if (shown++ == SHOWN) {
                text.append(" and ").append(seen.size() - SHOWN).append(" more");
                break;
            }
            text.append(separator)
                    .append(one.getKey())
                    .append(" (")
                    .append(one.getValue())
                    .append(')');
            separator = ", ";
        }
        return text.append("; either keep the splits of that version for its cases and add the new cases to them: set"
                        + " \"splitsFrom\": \"" + earlier
                        + "\" in experiment.json and remove splits_final.json, if there is"
                        + " one; or train afresh: remove \"continueFrom\". What has the image of another case can be left"
                        + " out by \"exclude\"")
                .toString();
    }
}
