package io.nephrite.ingest.app;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.ingest.step.ReconcileStep;
import io.nephrite.ingest.step.SealDatasetStep;
import io.nephrite.runtime.messaging.EventPublisher;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Seals what is ready, and looks at regular times for what events have missed. */
@ApplicationScoped
class SealTimer {
    private static final Logger LOG = Logger.getLogger(SealTimer.class);

    private final SealDatasetStep sealDataset;
    private final ReconcileStep reconcile;
    private final EventPublisher publisher;

    SealTimer(SealDatasetStep sealDataset, ReconcileStep reconcile, EventPublisher publisher) {
        this.sealDataset = sealDataset;
        this.reconcile = reconcile;
        this.publisher = publisher;
    }

    @Scheduled(
            identity = "seal",
            every = "${nephrite.ingest.seal-every}",
            concurrentExecution = ConcurrentExecution.SKIP)
    void sealReady() {
        for (String dataset : sealDataset.ready()) {
            guarded("sealing " + dataset, () -> {
                SealDatasetStep.Sealing sealing = sealDataset.seal(dataset);
                publisher.publish(sealing.events());
                sealing.commit().run();
            });
        }
        guarded("telling the status", sealDataset::tellStatus);
    }

    @Scheduled(
            identity = "reconcile",
            every = "${nephrite.ingest.reconcile-every}",
            concurrentExecution = ConcurrentExecution.SKIP)
    void reconcile() {
        guarded("reconciling", () -> publisher.publish(reconcile.reconcile()));
    }

    // a timer has no dead letters: whatever fails is tried again at the next tick
    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (PipelineException e) {
            if (e.code().kind() == FailureCode.Kind.TRANSIENT) {
                LOG.warnf("%s: %s; tried again", what, e.getMessage());
            } else {
                LOG.errorf(e, "%s failed", what);
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s failed", what);
        }
    }
}
