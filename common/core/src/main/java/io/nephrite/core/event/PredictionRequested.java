package io.nephrite.core.event;

import io.nephrite.core.identity.Unit;

/** Asks for the prediction of one case with the final weights of one fold. */
public record PredictionRequested(
        EventHeader header, String dataset, String version, String configuration, String fold, String caseId)
        implements FoldEvent {
    @Override
    public String partitionKey() {
        return foldId() + "/" + caseId;
    }

    @Override
    public Unit unit() {
        return new Unit.OfFoldCase(foldId(), caseId);
    }
}
