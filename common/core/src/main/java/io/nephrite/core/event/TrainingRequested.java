package io.nephrite.core.event;

/**
 * Asks for the training of one fold of one configuration.
 *
 * @param trainingId hash of everything that the result depends on
 */
public record TrainingRequested(
        EventHeader header, String dataset, String version, String configuration, String fold, String trainingId)
        implements FoldEvent {
    @Override
    public String partitionKey() {
        return foldId().toString();
    }
}
