package io.nephrite.bench;

/** A benchmark was given other arguments than it takes; the message says which. */
public final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
