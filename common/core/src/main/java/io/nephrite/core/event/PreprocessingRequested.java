package io.nephrite.core.event;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.identity.Unit;

/**
 * Asks for one case in one data identifier.
 *
 * @param parametersKey document with everything that the result depends on besides the case
 */
public record PreprocessingRequested(
        EventHeader header,
        String dataset,
        String version,
        CaseFiles files,
        String dataIdentifier,
        String parametersKey)
        implements VersionEvent {
    @Override
    public String partitionKey() {
        return dataset + "/" + files.caseId();
    }

    @Override
    public Unit unit() {
        return new Unit.OfCase(dataset, files.caseId());
    }
}
