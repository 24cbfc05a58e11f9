package io.nephrite.local.client;

/** An upload would remove or replace objects that it did not put; nothing was changed. */
public final class ReplaceNotConfirmed extends RuntimeException {
    ReplaceNotConfirmed(String message) {
        super(message);
    }
}
