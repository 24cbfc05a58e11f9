package io.nephrite.core.event;

/** The report of a dataset version is written: the end of the work. */
public record ReportCreated(EventHeader header, String dataset, String version, String reportKey)
        implements VersionEvent {
    @Override
    public String partitionKey() {
        return dataset;
    }
}
