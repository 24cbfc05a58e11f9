package io.nephrite.core.event;

import io.nephrite.core.identity.Unit;

/** A predicted case has its metrics at {@code metricsKey}. */
public record CaseEvaluated(
        EventHeader header,
        String dataset,
        String version,
        String configuration,
        String fold,
        String caseId,
        String metricsKey)
        implements FoldEvent {
    @Override
    public String partitionKey() {
        return dataset;
    }

    @Override
    public Unit unit() {
        return new Unit.OfFoldCase(foldId(), caseId);
    }
}
