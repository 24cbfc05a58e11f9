package io.nephrite.core.event;

import io.nephrite.core.identity.Unit;

/** A case has its fingerprint at {@code fingerprintKey}. */
public record CaseFingerprinted(
        EventHeader header, String dataset, String version, String caseId, String fingerprintKey)
        implements VersionEvent {
    @Override
    public String partitionKey() {
        return dataset;
    }

    @Override
    public Unit unit() {
        return new Unit.OfCase(dataset, caseId);
    }
}
