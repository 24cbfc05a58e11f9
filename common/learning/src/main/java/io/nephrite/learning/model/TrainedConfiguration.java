package io.nephrite.learning.model;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.util.List;

/**
 * A configuration with all its trained folds.
 *
 * @param name such as {@code 3d_fullres}
 * @param folds numbers first, ascending, then {@code all}
 */
public record TrainedConfiguration(String name, List<TrainedFold> folds) {
    public TrainedConfiguration {
        folds = List.copyOf(folds);
    }

    public List<String> foldNames() {
        return folds.stream().map(TrainedFold::fold).toList();
    }

    /** Every numbered fold. If no fold has a number, the fold that was trained on all cases. */
    public List<TrainedFold> each() {
        List<TrainedFold> numbered = folds.stream()
                .filter(f -> !f.fold().equals(Experiment.FOLD_ALL))
                .toList();
        return numbered.isEmpty() ? folds : numbered;
    }

    /**
     * Returns the folds of these names.
     *
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where one is not there
     */
    public List<TrainedFold> named(List<String> names) {
        return names.stream().map(this::named).toList();
    }

    private TrainedFold named(String fold) {
        return folds.stream()
                .filter(f -> f.fold().equals(fold))
                .findFirst()
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_MODEL,
                        name + ": found no trained fold " + fold + ", expected one of " + foldNames()
                                + "; train it, or ask for others"));
    }
}
