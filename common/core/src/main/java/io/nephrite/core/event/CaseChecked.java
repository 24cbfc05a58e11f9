package io.nephrite.core.event;

/** A case was checked; the findings are at {@code checkKey}. */
public record CaseChecked(EventHeader header, String dataset, String caseId, String contentId, String checkKey)
        implements Event {
    @Override
    public String partitionKey() {
        return dataset;
    }
}
