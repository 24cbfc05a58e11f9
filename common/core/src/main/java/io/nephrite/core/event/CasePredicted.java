package io.nephrite.core.event;

import io.nephrite.core.identity.Unit;

/** A validation case is predicted on its original grid. */
public record CasePredicted(
        EventHeader header,
        String dataset,
        String version,
        String configuration,
        String fold,
        String caseId,
        String predictionKey)
        implements FoldEvent {
    @Override
    public String partitionKey() {
        return dataset + "/" + caseId;
    }

    @Override
    public Unit unit() {
        return new Unit.OfFoldCase(foldId(), caseId);
    }
}
