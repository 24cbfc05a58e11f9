package io.nephrite.core.pipeline;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/**
 * What a fold's {@code debug.json} says: with what it is trained, and each epoch so far. The trainer writes it again
 * after each epoch.
 *
 * @param plan the configuration, as in the plans
 * @param settings of the training, as in the experiment
 * @param classes names of the foreground classes or regions, in order of the Dice values
 * @param parameters number of the network's parameters
 * @param training case ids
 * @param validation case ids
 * @param warnings in order
 * @param epochs in order
 * @param trainingCasesHash names all cases that the weights were ever trained on; the fold's lineage.json lists them
 * @param device what the newest epochs were computed on; absent in journals of older releases
 */
@JsonPropertyOrder(alphabetic = true)
public record FoldJournal(
        String configuration,
        JsonNode plan,
        String fold,
        long seed,
        JsonNode settings,
        List<String> classes,
        long parameters,
        List<String> training,
        List<String> validation,
        List<String> warnings,
        List<EpochReport> epochs,
        Optional<String> trainingCasesHash,
        Optional<TrainingDevice> device) {
    public FoldJournal {
        classes = List.copyOf(classes);
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        warnings = List.copyOf(warnings);
        epochs = List.copyOf(epochs);
    }

    /**
     * Finds the journal of a fold.
     *
     * @return empty before the first epoch has ended
     */
    public static Optional<FoldJournal> find(ObjectStore results, FoldId fold) {
        return results.find(FoldFolder.of(fold).journal()).map(json -> Json.read(json, FoldJournal.class));
    }

    public Optional<EpochReport> newestEpoch() {
        return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
    }
}
