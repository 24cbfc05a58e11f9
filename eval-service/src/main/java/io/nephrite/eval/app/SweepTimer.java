package io.nephrite.eval.app;

import io.nephrite.core.event.Event;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.sweep.Sweep;
import io.nephrite.runtime.messaging.EventPublisher;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Asks again, at regular times, for work that was lost. */
@ApplicationScoped
class SweepTimer {
    private static final Logger LOG = Logger.getLogger(SweepTimer.class);

    private final Sweep sweep;
    private final EventPublisher publisher;

    SweepTimer(Sweep sweep, EventPublisher publisher) {
        this.sweep = sweep;
        this.publisher = publisher;
    }

    @Scheduled(
            identity = "sweep",
            every = "${nephrite.sweep.every}",
            // not before the channels are open, and the records that wait on them are known
            delayed = "${nephrite.sweep.delay}",
            concurrentExecution = ConcurrentExecution.SKIP)
    void sweep() {
        try {
            List<Event> events = sweep.look();
            if (!events.isEmpty()) {
                LOG.warnf("work has stood still; asking again for what is missing: %s", described(events));
                publisher.publish(events);
            }
        } catch (PipelineException e) {
            if (e.code().kind().isWaitedFor()) {
                LOG.warnf("no look for lost work: %s; tried again", e.getMessage());
            } else {
                LOG.error("a look for lost work failed", e);
            }
        } catch (RuntimeException e) {
            LOG.error("a look for lost work failed", e);
        }
    }

    private static String described(List<Event> events) {
        return events.stream()
                .collect(
                        Collectors.groupingBy(e -> e.dataset() + " " + e.topic().topicName(), Collectors.counting()))
                .entrySet()
                .stream()
                .map(e -> e.getKey() + " × " + e.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
