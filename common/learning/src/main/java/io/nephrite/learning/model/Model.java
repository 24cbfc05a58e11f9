package io.nephrite.learning.model;

import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.plans.Plans;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trained networks together with everything that is needed to predict with them.
 *
 * @param place where it was read, for messages
 * @param dataset its name
 * @param plans with the configurations that are trained, and others perhaps
 * @param description what dataset.json says of channels, labels and files
 * @param experiment raw resampling and prediction of; the defaults where the model came without one
 * @param configurations in the plans' order
 * @param documents by name in a model's folder, such as {@code postprocessing.json} or {@code
 *     3d_fullres/fold_0/lineage.json}
 * @param remarks what whoever uses the model should know, in sentences
 */
public record Model(
        String place,
        String dataset,
        Plans plans,
        Description description,
        Experiment experiment,
        List<TrainedConfiguration> configurations,
        Map<String, byte[]> documents,
        List<String> remarks) {
    public Model {
        configurations = List.copyOf(configurations);
        documents = Map.copyOf(documents);
        remarks = List.copyOf(remarks);
    }

    /** The same with these alone. */
    public Model with(List<TrainedConfiguration> chosen) {
        return new Model(place, dataset, plans, description, experiment, chosen, documents, remarks);
    }

    public Optional<TrainedConfiguration> find(String configuration) {
        return configurations.stream()
                .filter(c -> c.name().equals(configuration))
                .findFirst();
    }

    /**
     * Returns a trained configuration.
     *
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where it is not trained
     */
    public TrainedConfiguration configuration(String name) {
        return find(name)
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_MODEL,
                        place + ": found no trained configuration " + name + ", expected one of "
                                + configurations.stream()
                                        .map(TrainedConfiguration::name)
                                        .toList()));
    }
}
