package io.nephrite.trainer.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/**
 * Asks for more epochs of a finished training by the experiment that its user would upload: a new version of the
 * dataset, in which every fold goes on from where it ended, with the splits that it had. What was is kept.
 */
public final class TrainingExtension {
    private final ObjectStore datasets;
    private final ObjectStore results;

    public TrainingExtension(ObjectStore datasets, ObjectStore results) {
        this.datasets = datasets;
        this.results = results;
    }

    /**
     * Writes experiment.json beside dataset.json.
     *
     * @return key of what was written; empty where the dataset has no such finished training
     * @throws IllegalArgumentException where it has so many epochs already, or another fold is not finished: the new
     *     version asks for all of them
     */
    public Optional<String> request(String dataset, String trainingId, int epochs) {
        return FinishedTraining.find(results, dataset, trainingId).map(finished -> {
            StoredVersion version = new StoredVersion(results, new VersionId(dataset, finished.version()));
            requireAllFinished(version);
            byte[] before = results.bytes(ObjectKeys.experiment(version.id()));
            int done = Experiment.parse(before).training().epochs();
            if (epochs <= done) {
                throw new IllegalArgumentException(
                        "training " + trainingId + " has " + done + " epochs; ask for more than that, found " + epochs);
            }
            ObjectNode experiment = (ObjectNode) Json.tree(before);
            experiment.withObject("/training").put("epochs", epochs);
            experiment.put("continueFrom", finished.version());
            keepSplits(experiment, version);
            String key = ObjectKeys.upload(dataset, Experiment.FILE);
            datasets.put(key, Json.bytes(experiment));
            return key;
        });
    }

    /**
     * Cases may have come or gone since: the old ones stay on their sides, unless the user's own document says where.
     */
    private void keepSplits(ObjectNode experiment, StoredVersion version) {
        boolean ofUser = datasets.exists(ObjectKeys.upload(version.id().dataset(), ObjectKeys.SPLITS_FILE));
        if (ofUser || version.splits().splits().isEmpty()) {
            experiment.remove("splitsFrom");
        } else {
            experiment.put("splitsFrom", version.id().version());
        }
    }

    private void requireAllFinished(StoredVersion version) {
        String dataset = version.id().dataset();
        List<String> unfinished = version.planning().configurations().stream()
                .flatMap(configuration -> configuration.trainings().stream()
                        .filter(t -> FinishedTraining.find(results, dataset, t.trainingId())
                                .isEmpty())
                        .map(t -> configuration.name() + " fold " + t.fold()))
                .toList();
        if (!unfinished.isEmpty()) {
            throw new IllegalArgumentException(
                    "version " + version.id().version() + " has unfinished trainings, which would be "
                            + "extended too: " + String.join(", ", unfinished) + "; ask again when they are done");
        }
    }
}
