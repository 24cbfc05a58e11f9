package io.nephrite.core.event;

/** Every case was checked and the manifest of this version is written. */
public record DatasetSealed(EventHeader header, String dataset, String version) implements VersionEvent {
    @Override
    public String partitionKey() {
        return dataset;
    }
}
