package io.nephrite.ingest.app;

import io.nephrite.core.failure.Patience;
import io.nephrite.ingest.step.IntakeStep;
import io.nephrite.runtime.messaging.EventPublisher;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The store's announcements. What is lost here, the reconciler finds. */
@ApplicationScoped
class UploadListener {
    private final IntakeStep intake;
    private final EventPublisher publisher;
    private final Patience patience;

    UploadListener(IntakeStep intake, EventPublisher publisher, Patience patience) {
        this.intake = intake;
        this.publisher = publisher;
        this.patience = patience;
    }

    @Incoming("object-events")
    @Blocking
    void objectEvent(byte[] record) {
        patience.untilDone("an object event", () -> publisher.publish(intake.handle(record)));
    }
}
