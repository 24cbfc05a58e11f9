package io.nephrite.core.event;

/** A case has its fingerprint at {@code fingerprintKey}. */
public record CaseFingerprinted(
        EventHeader header, String dataset, String version, String caseId, String fingerprintKey) implements Event {
    @Override
    public String partitionKey() {
        return dataset;
    }
}
