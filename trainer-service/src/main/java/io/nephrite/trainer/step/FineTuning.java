package io.nephrite.trainer.step;

import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.lineage.CaseIdentity;
import io.nephrite.core.lineage.TrainingLineage;
import io.nephrite.core.model.ModelManifest.Member;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.train.InitialWeights;
import io.nephrite.learning.train.TrainingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training that begins with the weights of a model of the store: of its fold of the same name where there is one, so
 * that a fold's own validation cases stay unseen in a cross-validation of the same cases; else of its first fold.
 */
final class FineTuning {
    private final ObjectStore results;
    private final TrainingRequested request;
    private final String reference;
    private final StoredModels.Entry model;
    private final Member member;
    private final String fold;

    /**
     * @param reference {@code <dataset>/<id>}, as the experiment has it
     * @throws PipelineException INVALID_EXPERIMENT where there is no such model, or it has several configurations and
     *     none of this name
     */
    FineTuning(ObjectStore results, TrainingRequested request, String reference) {
        this.results = results;
        this.request = request;
        this.reference = reference;
        String[] parts = reference.split("/", 2);
        this.model = new StoredModels(results)
                .find(parts[0], parts[1])
                .orElseThrow(() -> refused("the store has no model " + reference, "put it there with `models import`"));
        List<Member> members = model.manifest().configurations();
        this.member = members.stream()
                .filter(m -> m.configuration().equals(request.configuration()))
                .findFirst()
                .or(() -> members.size() == 1 ? Optional.of(members.get(0)) : Optional.empty())
                .orElseThrow(() -> refused(
                        "model " + reference + " has the configurations "
                                + members.stream().map(Member::configuration).toList() + ", and not this one",
                        "name a model of this configuration, or of one alone"));
        this.fold = member.folds().contains(request.fold())
                ? request.fold()
                : member.folds().get(0);
    }

    private FoldFolder folder() {
        return inModel().inside(ObjectKeys.model(model.manifest().dataset(), model.id()));
    }

    private FoldFolder inModel() {
        return FoldFolder.inResults(member.configuration(), fold);
    }

    /** What the model's weights were trained on; empty where nobody has kept account. */
    Optional<TrainingLineage> lineage() {
        return results.find(folder().lineage()).map(TrainingLineage::parse);
    }

    /**
     * Writes the weights as the training's first checkpoint, unless it has begun.
     *
     * @param validation cases that validate the fold
     * @throws PipelineException INVALID_EXPERIMENT where the weights have seen a validation case, or none of them fits
     */
    void begin(TrainingTask task, CheckpointStore checkpoints, List<CaseIdentity> validation) {
        Optional<TrainingLineage> lineage = lineage();
        // the fold that trains on all cases validates what it has seen anyway, and says so
        Map<String, String> seen = request.fold().equals(Experiment.FOLD_ALL)
                ? Map.of()
                : lineage.map(l -> l.seen(validation)).orElse(Map.of());
        if (!seen.isEmpty()) {
            throw refused(
                    "the weights of " + reference + " fold " + fold + " have seen validation cases: " + seen,
                    "name a model that has not, or give splits that validate on other cases");
        }
        if (checkpoints.hasAny()) {
            return;
        }
        requireUnchanged();
        Checkpoint given = new CheckpointStore(results, folder().prefix()).read(CheckpointStore.Kind.FINAL);
        InitialWeights initial = InitialWeights.of(task, given);
        if (initial.taken() == 0) {
            throw refused(
                    "no tensor of " + reference + " fits this network, such as: "
                            + initial.differences().get(0),
                    "name a model with such a network, or leave initialWeights out");
        }
        List<String> remarks = new ArrayList<>();
        remarks.add("begins with %d of %d tensors of model %s, %s fold %s"
                .formatted(initial.taken(), initial.tensors().size(), reference, member.configuration(), fold));
        remarks.addAll(initial.differences());
        if (lineage.isEmpty()) {
            remarks.add("nothing says which cases the weights of " + reference
                    + " were trained on; where validation cases are among them, the Dice is too good");
        }
        checkpoints.saveLatest(initial.checkpoint(task, remarks));
    }

    /** The document holds the hash of the weights, which are checked against it when they are read. */
    private void requireUnchanged() {
        new StoredModels(results).document(model, inModel().finalCheckpoint().document());
    }

    private PipelineException refused(String problem, String mend) {
        return new PipelineException(
                FailureCode.INVALID_EXPERIMENT,
                "experiment.json /training/initialWeights: " + request.configuration() + " fold " + request.fold()
                        + ": " + problem + "; " + mend);
    }
}
