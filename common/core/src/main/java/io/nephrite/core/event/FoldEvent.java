package io.nephrite.core.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.Unit;

/** An event about one fold of one configuration of a dataset version. */
public sealed interface FoldEvent extends VersionEvent
        permits TrainingRequested,
                EpochCompleted,
                FoldTrained,
                PredictionRequested,
                CasePredicted,
                CaseEvaluated,
                FoldEvaluated {
    String configuration();

    String fold();

    @JsonIgnore
    default FoldId foldId() {
        return new FoldId(versionId(), configuration(), fold());
    }

    @Override
    @JsonIgnore
    default Unit unit() {
        return new Unit.OfFold(foldId());
    }
}
