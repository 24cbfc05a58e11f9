package io.nephrite.eval.step;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.lineage.CaseIdentity;
import io.nephrite.core.lineage.StoredLineage;
import io.nephrite.core.lineage.TrainingLineage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.step.Report.TrainedOn;
import java.util.List;
import java.util.Map;

/** What the weights of a fold were trained on, held against the cases that validate it. */
record FoldLineage(TrainingLineage lineage, List<String> warnings) {
    static FoldLineage of(ObjectStore results, StoredVersion version, FoldId fold) {
        StoredLineage stored = new StoredLineage(results);
        TrainingLineage lineage = stored.of(fold);
        if (fold.fold().equals(Experiment.FOLD_ALL)) {
            return new FoldLineage(
                    lineage,
                    List.of(
                            "fold all validates the cases that it was trained on: its Dice says nothing of unseen cases"));
        }
        List<CaseIdentity> validation = version.fold(fold.fold()).val().stream()
                .map(id -> stored.identity(version.manifest(), version.trainingCase(id)))
                .toList();
        return new FoldLineage(
                lineage,
                lineage.seen(validation).entrySet().stream()
                        .map(FoldLineage::warning)
                        .toList());
    }

    private static String warning(Map.Entry<String, String> seen) {
        return "leak: validation case " + seen.getKey() + " " + seen.getValue()
                + "; its Dice is not that of an unseen case";
    }

    TrainedOn trainedOn() {
        return new TrainedOn(lineage.trainingCasesHash(), lineage.distinctCases(), lineage.versions());
    }
}
