package io.nephrite.core.failure;

import java.util.Objects;

/**
 * Signals that a unit of work failed. The message says what was found, in which case, what was expected and what to do.
 */
public class PipelineException extends RuntimeException {
    private final FailureCode code;

    public PipelineException(FailureCode code, String message) {
        super(Objects.requireNonNull(message));
        this.code = Objects.requireNonNull(code);
    }

    public PipelineException(FailureCode code, String message, Throwable cause) {
        super(Objects.requireNonNull(message), cause);
        this.code = Objects.requireNonNull(code);
    }

    public FailureCode code() {
        return code;
    }
}
