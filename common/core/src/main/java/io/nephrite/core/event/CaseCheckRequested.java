package io.nephrite.core.event;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.identity.Unit;

/** All files of a case are there: check them. */
public record CaseCheckRequested(EventHeader header, String dataset, CaseFiles files) implements Event {
    @Override
    public String partitionKey() {
        return dataset + "/" + files.caseId();
    }

    @Override
    public Unit unit() {
        return new Unit.OfCase(dataset, files.caseId());
    }
}
