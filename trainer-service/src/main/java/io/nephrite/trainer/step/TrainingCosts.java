package io.nephrite.trainer.step;

import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.TrainingEstimate;
import io.nephrite.core.planning.TrainingEstimate.Training;
import io.nephrite.core.planning.TrainingNeed;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.learning.train.StepCost;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Estimates what the trainings of a version would cost here, from measured steps. */
public final class TrainingCosts {
    private TrainingCosts() {}

    /**
     * Estimates the costs of a version's trainings.
     *
     * @param measure asked once per configuration
     * @throws io.nephrite.core.failure.PipelineException INVALID_PLANS where no machine could train one of them
     */
    public static TrainingEstimate estimate(
            StoredVersion version, String device, Function<ConfigurationPlan, StepCost> measure) {
        for (ConfigurationWork configuration : version.planning().configurations()) {
            TrainingNeed.requirePossible(
                    version.plans().configuration(configuration.name()),
                    version.manifest().channelNames().size(),
                    version.manifest().labels());
        }
        TrainingSettings settings = version.experiment().training();
        List<Training> trainings = new ArrayList<>();
        for (ConfigurationWork configuration : version.planning().configurations()) {
            StepCost cost = measure.apply(version.plans().configuration(configuration.name()));
            for (FoldWork training : configuration.trainings()) {
                trainings.add(new Training(
                        configuration.name(),
                        training.fold(),
                        settings.epochs(),
                        settings.iterationsPerEpoch(),
                        cost.secondsPerIteration(),
                        cost.foldSeconds(settings)));
            }
        }
        return TrainingEstimate.of(device, trainings);
    }
}
