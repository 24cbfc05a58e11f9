package io.nephrite.core.event;

/** All validation cases of a fold are evaluated; {@code summaryKey} is its summary.json. */
public record FoldEvaluated(
        EventHeader header, String dataset, String version, String configuration, String fold, String summaryKey)
        implements FoldEvent {
    @Override
    public String partitionKey() {
        return dataset;
    }
}
