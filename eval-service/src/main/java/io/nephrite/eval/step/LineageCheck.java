package io.nephrite.eval.step;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.lineage.CaseIdentity;
import io.nephrite.core.lineage.StoredLineage;
import io.nephrite.core.lineage.TrainingLineage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.Report.TrainedOn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the weights of a fold were trained on, held against the cases that validate it. */
record LineageCheck(TrainingLineage lineage, List<String> warnings) {
    LineageCheck {
        warnings = List.copyOf(warnings);
    }

    static LineageCheck of(ObjectStore results, StoredVersion version, FoldId fold) {
        StoredLineage stored = new StoredLineage(results);
        List<String> warnings = new ArrayList<>();
        TrainingLineage lineage;
        try {
            lineage = stored.of(fold);
        } catch (PipelineException e) {
            if (e.code() != FailureCode.INVALID_EXPERIMENT) {
                throw e;
            }
            // trained by an older release, which kept no account; the work is done and is reported
            lineage = stored.of(version, fold.fold(), Optional.empty());
            warnings.add("what the first weights were trained on is not known, so that a validation case may be one of"
                    + " those: " + e.getMessage());
        }
        if (fold.fold().equals(Experiment.FOLD_ALL)) {
            warnings.add("fold all validates the cases that it was trained on: its Dice says nothing of unseen cases");
            return new LineageCheck(lineage, warnings);
        }
        List<CaseIdentity> validation = version.fold(fold.fold()).val().stream()
                .map(id -> stored.identity(version.manifest(), version.trainingCase(id)))
                .toList();
        lineage.seen(validation).entrySet().forEach(seen -> warnings.add(warning(seen)));
        return new LineageCheck(lineage, warnings);
    }

    private static String warning(Map.Entry<String, String> seen) {
        return "leak: validation case " + seen.getKey() + " " + seen.getValue()
                + "; its Dice is not that of an unseen case";
    }

    TrainedOn trainedOn() {
        return new TrainedOn(lineage.trainingCasesHash(), lineage.distinctCases(), lineage.versions());
    }
}
