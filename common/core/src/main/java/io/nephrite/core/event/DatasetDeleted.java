package io.nephrite.core.event;

/**
 * A dataset was deleted because somebody asked for it: whoever remembers anything of it forgets that.
 *
 * @param withModels whether the models are gone that were trained on it
 * @param objects that were deleted
 * @param bytes of them
 */
public record DatasetDeleted(EventHeader header, String dataset, boolean withModels, long objects, long bytes)
        implements Event {
    @Override
    public String partitionKey() {
        return dataset;
    }
}
