package io.nephrite.core.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nephrite.core.identity.VersionId;

/** An event about a sealed version of a dataset. */
public sealed interface VersionEvent extends Event
        permits DatasetSealed,
                FingerprintRequested,
                CaseFingerprinted,
                PlansCreated,
                PreprocessingRequested,
                CasePreprocessed,
                ConfigurationSelected,
                ImagePredictionRequested,
                ImagePredicted,
                ReportCreated,
                FoldEvent {
    String version();

    @JsonIgnore
    default VersionId versionId() {
        return new VersionId(dataset(), version());
    }
}
