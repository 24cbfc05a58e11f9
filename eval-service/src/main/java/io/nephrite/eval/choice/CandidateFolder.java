package io.nephrite.eval.choice;

import io.nephrite.core.pipeline.ChoiceFolder;
import io.nephrite.core.selection.Candidate;
import io.nephrite.core.selection.NnunetModel;
import io.nephrite.imaging.metric.EvaluationSummary;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A candidate whose predictions are collected and summed up.
 *
 * @param models one, or two whose probabilities are averaged
 * @param identifier nnU-Net's name of it
 * @param folder in bucket {@code nephrite}
 */
record CandidateFolder(List<NnunetModel> models, String identifier, ChoiceFolder folder, EvaluationSummary summary) {
    CandidateFolder {
        models = List.copyOf(models);
    }

    Candidate candidate() {
        double dice = summary.foregroundMean().dice();
        return new Candidate(
                models.stream().map(NnunetModel::configuration).toList(),
                Double.isNaN(dice) ? OptionalDouble.empty() : OptionalDouble.of(dice));
    }
}
