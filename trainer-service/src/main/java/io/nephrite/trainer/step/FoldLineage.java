package io.nephrite.trainer.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.lineage.CaseIdentity;
import io.nephrite.core.lineage.StoredLineage;
import io.nephrite.core.lineage.TrainedCase;
import io.nephrite.core.lineage.TrainingLineage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a fold is trained on, with the preprocessed images too: an image that was stored in another way is the same
 * after preprocessing with the same parameters.
 */
final class FoldLineage {
    private final StoredLineage stored;
    private final CaseVolumes volumes;
    private final StoredVersion version;
    private final TrainingRequested request;
    private final Optional<TrainingLineage> earlier;
    private final Optional<FineTuning> fineTuning;

    /** Reads what the weights were trained on that the fold goes on from, if it does. */
    FoldLineage(ObjectStore results, CaseVolumes volumes, StoredVersion version, TrainingRequested request) {
        this.stored = new StoredLineage(results);
        this.volumes = volumes;
        this.version = version;
        this.request = request;
        this.earlier = version.experiment()
                .continueFrom()
                .map(before -> stored.of(request.foldId().in(before)));
        // whoever goes on from an earlier version has its weights, and not those that this one began with
        this.fineTuning = earlier.isPresent()
                ? Optional.empty()
                : version.experiment()
                        .training()
                        .initialWeights()
                        .map(model -> new FineTuning(results, request, model));
    }

    /** The model whose weights are the first ones, if they are not new. */
    Optional<FineTuning> fineTuning() {
        return fineTuning;
    }

    /** What the first weights were trained on; empty where they are new. */
    Optional<TrainingLineage> earlier() {
        return earlier;
    }

    /** The fold's own training cases, and those of the weights that it goes on from. */
    TrainingLineage withOwnCases() {
        TrainingLineage lineage =
                stored.of(version, request.fold(), earlier.or(() -> fineTuning.flatMap(FineTuning::lineage)));
        int own = version.fold(request.fold()).train().size();
        List<TrainedCase> cases = new ArrayList<>(lineage.cases());
        cases.subList(0, own)
                .replaceAll(c -> new TrainedCase(
                        identity(version.trainingCase(c.identity().caseId())), c.version(), c.contentId()));
        return new TrainingLineage(lineage.trainingCasesHash(), lineage.versions(), cases);
    }

    List<CaseIdentity> validation() {
        return version.fold(request.fold()).val().stream()
                .map(id -> identity(version.trainingCase(id)))
                .toList();
    }

    private CaseIdentity identity(CaseFiles files) {
        CaseIdentity identity = stored.identity(version.manifest(), files);
        List<String> images = new ArrayList<>(identity.images());
        images.add(volumes.properties(files).imageSha256());
        return new CaseIdentity(identity.caseId(), images, identity.group());
    }
}
