package io.nephrite.core.event;

import io.nephrite.core.identity.Unit;

/** A case is preprocessed; {@code propertiesKey} is its marker, written last. */
public record CasePreprocessed(
        EventHeader header, String dataset, String version, String caseId, String dataIdentifier, String propertiesKey)
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
