package io.nephrite.core.sweep;

/** Says whether records wait for a service, or are being worked on. */
@FunctionalInterface
public interface Traffic {
    /** Whether no record waits for a service, or is worked on by one. A job of its own is no traffic. */
    boolean isQuiet();
}
