package io.nephrite.core.event;

import io.nephrite.core.pipeline.FailureCode;
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
    @Override
    public String partitionKey() {
        return dataset;
    }
}
