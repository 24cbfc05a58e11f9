package io.nephrite.eval.app.housekeeping;

import io.nephrite.core.event.DatasetDeleted;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.housekeeping.DatasetDeleter;
import io.nephrite.core.housekeeping.DatasetDeletion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.app.deadletter.DatasetDeadLetters;
import io.nephrite.runtime.messaging.EventPublisher;
import io.nephrite.runtime.store.Results;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** Goes on, at regular times, with the deletions that were asked for. */
@ApplicationScoped
class DeletionTimer {
    private static final Logger LOG = Logger.getLogger(DeletionTimer.class);
    private static final Duration AT_A_TIME = Duration.ofMinutes(1);

    private final DatasetDeleter deleter;
    private final DatasetDeadLetters letters;
    private final ObjectStore results;
    private final EventPublisher publisher;
    private final Clock clock;

    DeletionTimer(
            DatasetDeleter deleter,
            DatasetDeadLetters letters,
            @Results ObjectStore results,
            EventPublisher publisher,
            Clock clock) {
        this.deleter = deleter;
        this.letters = letters;
        this.results = results;
        this.publisher = publisher;
        this.clock = clock;
    }

    @Scheduled(
            identity = "deletion",
            every = "${nephrite.deletion.every}",
            delayed = "${nephrite.deletion.delay}",
            skipExecutionIf = Scheduled.ApplicationNotRunning.class,
            concurrentExecution = ConcurrentExecution.SKIP)
    void goOn() {
        try {
            DatasetDeletion.open(results).forEach(this::goOn);
        } catch (PipelineException e) {
            if (e.code().kind().isWaitedFor()) {
                LOG.warnf("no deletion of datasets: %s; tried again", e.getMessage());
            } else {
                LOG.error("the deletion of a dataset failed; it is tried again", e);
            }
        } catch (RuntimeException e) {
            LOG.error("the deletion of a dataset failed; it is tried again", e);
        }
    }

    private void goOn(DatasetDeletion deletion) {
        DatasetDeletion now = deleter.goOn(deletion, clock.instant().plus(AT_A_TIME), this::tell);
        if (now.isEnded()) {
            LOG.infof("dataset %s is deleted: %d objects, %d bytes", now.dataset(), now.objects(), now.bytes());
        }
    }

    /** Before the end is written down: a process that dies between the two reports it again. */
    private void tell(DatasetDeletion ended) {
        letters.drop(ended.dataset());
        publisher.publish(List.of(new DatasetDeleted(
                EventHeader.root(
                        "dataset-deleted", ended.dataset(), ended.requestedAt().toString()),
                ended.dataset(),
                ended.withModels(),
                ended.objects(),
                ended.bytes())));
    }
}
