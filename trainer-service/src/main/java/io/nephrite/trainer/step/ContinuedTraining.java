package io.nephrite.trainer.step;

import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.lineage.CaseIdentity;
import io.nephrite.core.lineage.Continuation;
import io.nephrite.core.lineage.TrainingLineage;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.network.Parameter;
import io.nephrite.learning.network.Tensor;
import io.nephrite.learning.train.TrainingTask;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A training that begins where an earlier version of the dataset has ended it: with its weights, momentum and history,
 * and the learning rate of the longer schedule.
 *
 * @param earlier version whose fold is finished
 */
record ContinuedTraining(ObjectStore results, TrainingRequested request, String earlier) {
    /**
     * Writes the earlier training's end as this one's first checkpoint, unless this one has begun.
     *
     * @param weights what the earlier weights were trained on
     * @param validation cases that validate the fold now
     * @throws PipelineException INVALID_EXPERIMENT where the earlier weights have seen a validation case, or the
     *     earlier fold is not finished, has another network, or has as many epochs
     */
    void begin(TrainingTask task, CheckpointStore checkpoints, TrainingLineage weights, List<CaseIdentity> validation) {
        // also where it has begun: an older release may have begun it
        new Continuation(earlier, request.configuration(), request.fold()).requireUnseen(weights, validation);
        if (checkpoints.hasAny()) {
            return;
        }
        CheckpointStore source =
                new CheckpointStore(results, ObjectKeys.fold(request.foldId().in(earlier)));
        if (!source.has(CheckpointStore.Kind.FINAL)) {
            throw refused(
                    "/continueFrom",
                    "version " + earlier + " has no finished training of it",
                    "give a version that has, or leave continueFrom out");
        }
        Checkpoint end = source.read(CheckpointStore.Kind.FINAL);
        requireSameNetwork(task, end.byName());
        int done = end.progress().path("epoch").asInt();
        if (task.settings().epochs() <= done) {
            throw refused(
                    "/training/epochs",
                    task.settings().epochs() + " epochs are asked for and version " + earlier + " has done " + done,
                    "ask for more");
        }
        checkpoints.saveLatest(end);
    }

    private void requireSameNetwork(TrainingTask task, Map<String, Tensor> weights) {
        for (Parameter parameter : task.network().parameters()) {
            Tensor found = weights.get(parameter.name());
            if (found == null || !Arrays.equals(found.shape(), parameter.shape())) {
                throw refused(
                        "/continueFrom",
                        "version " + earlier + " trained a different network: its checkpoint has "
                                + (found == null ? "no such tensor" : found) + ", expected " + parameter,
                        "keep the plans, labels and channels, or leave continueFrom out");
            }
        }
    }

    private PipelineException refused(String pointer, String problem, String mend) {
        return new PipelineException(
                FailureCode.INVALID_EXPERIMENT,
                "experiment.json " + pointer + ": " + request.configuration() + " fold " + request.fold() + ": "
                        + problem + "; " + mend);
    }
}
