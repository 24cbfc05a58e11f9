package io.nephrite.core.json;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;

/** A value of a JSON document is not what is expected there. */
public final class UnexpectedJsonException extends PipelineException {
    private final String pointer;
    private final String found;
    private final String expected;

    UnexpectedJsonException(FailureCode code, String message, String pointer, String found, String expected) {
        super(code, message);
        this.pointer = pointer;
        this.found = found;
        this.expected = expected;
    }

    /** JSON pointer (RFC 6901); empty at the root. */
    public String pointer() {
        return pointer;
    }

    public String found() {
        return found;
    }

    public String expected() {
        return expected;
    }
}
