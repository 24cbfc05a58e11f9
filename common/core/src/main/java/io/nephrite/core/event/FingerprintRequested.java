package io.nephrite.core.event;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.identity.Unit;
import java.util.Optional;

/**
 * Asks for the fingerprint of one case.
 *
 * @param rawResampling resampling of the raw images that the experiment asks for
 */
public record FingerprintRequested(
        EventHeader header, String dataset, String version, CaseFiles files, Optional<RawResampling> rawResampling)
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
