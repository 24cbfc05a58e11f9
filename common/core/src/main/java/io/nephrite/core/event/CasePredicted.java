package io.nephrite.core.event;

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
}
