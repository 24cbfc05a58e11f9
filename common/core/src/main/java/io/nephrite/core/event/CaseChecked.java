package io.nephrite.core.event;

import io.nephrite.core.identity.Unit;

/** A case was checked; the findings are at {@code checkKey}. */
public record CaseChecked(EventHeader header, String dataset, String caseId, String contentId, String checkKey)
        implements Event {
    @Override
    public String partitionKey() {
        return dataset;
    }

    @Override
    public Unit unit() {
        return new Unit.OfCase(dataset, caseId);
    }
}
