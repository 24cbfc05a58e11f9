package io.nephrite.local.client;

/** Signals that the user's input cannot be used. The message says what was found, what was expected and what to do. */
public final class BadInput extends RuntimeException {
    public BadInput(String message) {
        super(message);
    }

    public BadInput(String message, Throwable cause) {
        super(message, cause);
    }
}
