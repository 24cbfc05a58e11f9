package io.nephrite.core.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.VersionId;
import java.util.List;
import java.util.Optional;

/**
 * A unit of work has ended without its result.
 *
 * @param version absent before the dataset is sealed
 * @param stage what failed: the step's name
 * @param subject the case, or configuration and fold, or the dataset
 * @param message what was found, what was expected, how to mend it
 */
public record WorkFailed(
        EventHeader header,
        String dataset,
        Optional<String> version,
        String stage,
        String subject,
        FailureCode code,
        String message)
        implements Event {
    /** Stages of the preprocess service: their subject is a case, which an experiment may let be skipped. */
    public static final String FINGERPRINT_CASE = "FingerprintCase";

    public static final String PREPROCESS_CASE = "PreprocessCase";

    @JsonIgnore
    public Optional<VersionId> versionId() {
        return version.map(v -> new VersionId(dataset, v));
    }

    /** Whether a case has failed at that stage for good. */
    public boolean endsCaseAt(String caseStage) {
        return stage.equals(caseStage) && endsCase(stage, code);
    }

    /** Whether such a failure is of a case, and would happen again if it were tried again as it is. */
    public static boolean endsCase(String stage, FailureCode code) {
        return List.of(FINGERPRINT_CASE, PREPROCESS_CASE).contains(stage)
                && List.of(FailureCode.Kind.BAD_INPUT, FailureCode.Kind.RESOURCES)
                        .contains(code.kind());
    }

    @Override
    public String partitionKey() {
        return dataset;
    }
}
