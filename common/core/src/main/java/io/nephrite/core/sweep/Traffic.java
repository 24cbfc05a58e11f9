package io.nephrite.core.sweep;

/** What is on its way between the services. */
@FunctionalInterface
public interface Traffic {
    /** Whether no record waits for a service, or is worked on by one. A job of its own is no traffic. */
    boolean isQuiet();
}
