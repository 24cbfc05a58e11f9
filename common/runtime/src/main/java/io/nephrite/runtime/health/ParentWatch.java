package io.nephrite.runtime.health;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Ends the process when the one that started it is gone, however it ended: the parent holds the other end of our
 * standard input, which the system closes for it even after a kill −9. Off unless NEPHRITE_PARENT_PIPE is true.
 */
@ApplicationScoped
class ParentWatch {
    private static final Logger LOG = Logger.getLogger(ParentWatch.class);
    private static final int GRACE_SECONDS = 60;

    private final boolean enabled;

    ParentWatch(@ConfigProperty(name = "nephrite.parent-pipe") boolean enabled) {
        this.enabled = enabled;
    }

    void onStart(@Observes StartupEvent event) {
        if (enabled) {
            Thread watch = new Thread(ParentWatch::awaitEnd, "parent-watch");
            watch.setDaemon(true);
            watch.start();
        }
    }

    private static void awaitEnd() {
        awaitEnd(System.in);
        LOG.info("the parent process is gone: ending");
        Quarkus.asyncExit();
        try {
            TimeUnit.SECONDS.sleep(GRACE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    /** Returns when the stream ends or breaks. */
    static void awaitEnd(InputStream pipe) {
        try {
            while (pipe.read() >= 0) {
                // the parent sends nothing; whatever comes is not for us
            }
        } catch (IOException e) {
            LOG.debugf(e, "the pipe to the parent broke");
        }
    }
}
