package io.nephrite.local.client;

/** What the user gave cannot be worked with. The message names what was found, what was expected and how to mend it. */
public final class BadInput extends RuntimeException {
    public BadInput(String message) {
        super(message);
    }

    public BadInput(String message, Throwable cause) {
        super(message, cause);
    }
}
