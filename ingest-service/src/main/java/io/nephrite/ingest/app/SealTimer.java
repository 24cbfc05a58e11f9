package io.nephrite.ingest.app;

import io.nephrite.core.event.WorkDelayed;
import io.nephrite.core.failure.Patience;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.failure.StoppedException;
import io.nephrite.ingest.step.ImageUploads;
import io.nephrite.ingest.step.Intakes;
import io.nephrite.ingest.step.ReconcileStep;
import io.nephrite.ingest.step.SealDatasetStep;
import io.nephrite.runtime.health.ProcessEnd;
import io.nephrite.runtime.messaging.EventPublisher;
import io.nephrite.runtime.trace.TraceScope;
import io.nephrite.runtime.trace.Tracing;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/** Seals what is ready, and looks at regular times for what events have missed. */
@ApplicationScoped
class SealTimer {
    private static final Logger LOG = Logger.getLogger(SealTimer.class);

    private final SealDatasetStep sealDataset;
    private final ReconcileStep reconcile;
    private final Intakes intakes;
    private final ImageUploads images;
    private final Clock clock;
    private final EventPublisher publisher;
    private final Patience patience;
    private final Tracing tracing;
    private final IngestConfig config;

    SealTimer(
            SealDatasetStep sealDataset,
            ReconcileStep reconcile,
            Intakes intakes,
            ImageUploads images,
            Clock clock,
            EventPublisher publisher,
            Patience patience,
            Tracing tracing,
            IngestConfig config) {
        this.sealDataset = sealDataset;
        this.reconcile = reconcile;
        this.intakes = intakes;
        this.images = images;
        this.clock = clock;
        this.publisher = publisher;
        this.patience = patience;
        this.tracing = tracing;
        this.config = config;
    }

    @Scheduled(
            identity = "seal",
            every = "${nephrite.ingest.seal-every}",
            skipExecutionIf = Scheduled.ApplicationNotRunning.class,
            concurrentExecution = ConcurrentExecution.SKIP)
    void sealReady() {
        for (String dataset : sealDataset.ready()) {
            guarded("sealing " + dataset, () -> TraceScope.during(() -> seal(dataset)));
        }
        guarded("writing the status", sealDataset::tellStatus);
    }

    private void seal(String dataset) {
        SealDatasetStep.Sealing sealing = sealDataset.seal(dataset);
        sealing.sealed().ifPresent(version -> tracing.sealed(version, () -> sealDataset.uploadBegun(version)));
        publisher.publish(sealing.events());
        sealing.commit().run();
    }

    @Scheduled(
            identity = "reconcile",
            every = "${nephrite.ingest.reconcile-every}",
            skipExecutionIf = Scheduled.ApplicationNotRunning.class,
            concurrentExecution = ConcurrentExecution.SKIP)
    void reconcile() {
        guarded("reconciling", () -> publisher.publish(reconcile.reconcile()));
        guarded("looking for images to predict", () -> {
            Instant now = clock.instant();
            ImageUploads.Found found = images.look(now.minus(config.overdue()), now.minus(config.patience()));
            publisher.publish(List.copyOf(found.missed()));
            warn(found.delayed());
        });
        guarded("warning of what stands still", () -> warn(sealDataset.delayed(config.patience())));
        intakes.refused()
                .forEach((name, why) -> LOG.warnf(
                        "objects of bucket datasets below \"%s\" are no dataset: %s; upload them under another name",
                        name, why));
    }

    private void warn(List<WorkDelayed> delayed) {
        delayed.forEach(d -> LOG.warnf("%s: nothing has moved since %s: %s", d.dataset(), d.since(), d.message()));
        publisher.publish(List.copyOf(delayed));
    }

    // a timer has no dead letters: whatever fails is tried again at the next tick
    private void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (PipelineException e) {
            if (e.code().kind().isWaitedFor()) {
                patience.note(e);
            } else {
                LOG.errorf(e, "%s failed", what);
            }
        } catch (StoppedException e) {
            LOG.infof("%s", e.getMessage());
        } catch (RuntimeException e) {
            if (!ProcessEnd.hasBegun()) {
                LOG.errorf(e, "%s failed", what);
            }
        }
    }
}
