package io.nephrite.core.event;

import io.nephrite.core.dataset.CaseFiles;

/** All files of a case are there: check them. */
public record CaseCheckRequested(EventHeader header, String dataset, CaseFiles files) implements Event {
    @Override
    public String partitionKey() {
        return dataset + "/" + files.caseId();
    }
}
