package io.nephrite.learning.train;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.sample.TrainingCase;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the weights of a fold depend on.
 *
 * @param channels of the images
 * @param fold {@code 0} … {@code 4} or {@code all}
 * @param trainingCasesHash names all cases that the weights were ever trained on, those of earlier trainings included;
 *     absent where nobody keeps account
 */
public record TrainingTask(
        ConfigurationPlan configuration,
        LabelMap labels,
        int channels,
        TrainingSettings settings,
        long seed,
        String fold,
        List<TrainingCase> training,
        List<TrainingCase> validation,
        Optional<String> trainingCasesHash) {
    public TrainingTask {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        if (training.isEmpty() || validation.isEmpty()) {
            throw new IllegalArgumentException("fold " + fold + " needs cases to train and to validate on, found "
                    + training.size() + " and " + validation.size());
        }
        boolean followsAnother = configuration.previousStage().isPresent();
        for (TrainingCase c : training) {
            requireInputs(c, channels, followsAnother);
        }
        for (TrainingCase c : validation) {
            requireInputs(c, channels, followsAnother);
        }
    }

    private static void requireInputs(TrainingCase c, int channels, boolean followsAnother) {
        if (c.channels() != channels) {
            throw new IllegalArgumentException(c.caseId() + " has " + c.channels() + " channels, expected " + channels);
        }
        if (followsAnother && !c.hasPrevious()) {
            throw new IllegalArgumentException(c.caseId() + " has no segmentation of the previous stage");
        }
    }

    public TargetScheme targets() {
        return TargetScheme.of(labels);
    }

    public NetworkSpec network() {
        return new NetworkSpec(
                configuration.architecture(),
                channels + targets().previousLabels(configuration).size(),
                targets().outputs());
    }
}
