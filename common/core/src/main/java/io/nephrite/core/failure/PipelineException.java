package io.nephrite.core.failure;

import java.util.Objects;

/** A failure of a unit of work. The message says what was found, what was expected, which case, and how to mend it. */
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
