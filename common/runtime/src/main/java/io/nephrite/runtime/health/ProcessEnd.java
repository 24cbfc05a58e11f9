package io.nephrite.runtime.health;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/**
 * Whether this process has begun to end. Records that the broker has handed over before are still given to their
 * listeners then, but nothing that a listener needs works any longer, and what fails is not the record's fault. This is
 * kept outside the beans, because a bean that is asked for after the end has begun is a new one.
 */
@ApplicationScoped
public class ProcessEnd {
    private static volatile boolean begun;

    /** Whether the end has begun. Thread-safe. */
    public static boolean hasBegun() {
        return begun;
    }

    /** Called by the container. */
    public void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        begun = false;
    }

    /** Called by the container. */
    public void onStop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        begun = true;
    }
}
