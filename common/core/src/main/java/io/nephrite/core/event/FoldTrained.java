package io.nephrite.core.event;

/** A fold has its final checkpoint. */
public record FoldTrained(
        EventHeader header, String dataset, String version, String configuration, String fold, String trainingId)
        implements FoldEvent {
    @Override
    public String partitionKey() {
        return foldId().toString();
    }
}
