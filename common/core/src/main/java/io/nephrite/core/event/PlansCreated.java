package io.nephrite.core.event;

/** Fingerprint, plans and splits of a dataset version are written. */
public record PlansCreated(EventHeader header, String dataset, String version, String plansKey)
        implements VersionEvent {
    @Override
    public String partitionKey() {
        return dataset;
    }
}
