package io.nephrite.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.job.Job;
import io.nephrite.core.json.Json;
import io.nephrite.runtime.health.HeapLiveness;
import io.nephrite.runtime.messaging.EventPublisher;
import io.nephrite.runtime.messaging.StepRunner;
import io.nephrite.runtime.trace.Tracing;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.NoPause;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishingJobListenerTest {
    private final PipelineException failure = new PipelineException(FailureCode.BUG, "no such thing");

    private final List<Event> published = new ArrayList<>();
    private final NoPause patience = new NoPause();
    private final EventPublisher publisher = published::addAll;
    private final PublishingJobListener listener = new PublishingJobListener(
            publisher,
            new StepRunner(
                    publisher, new SimpleMeterRegistry(), Clock.systemUTC(), new HeapLiveness(), patience, Tracing.OFF),
            patience);

    private static Job job() {
        return Job.of("training-0123.a", 1, EventExamples.of(TrainingRequested.class));
    }

    @Test
    void reportsAJobThatFails() {
        listener.failed(job(), failure);

        assertThat(published).singleElement().isInstanceOf(WorkFailed.class);
    }

    /** Reporting must not fail in its turn, or the job would be taken again for ever. */
    @Test
    void publishesNothingOfARequestWithForgedNames() {
        ObjectNode forged = Json.mapper().valueToTree(EventExamples.of(TrainingRequested.class));
        forged.put("configuration", "../../x");
        Job job = new Job("training-0123.strange", job().topic(), 1, forged, Optional.empty());

        listener.failed(job, failure);
        listener.waiting(job, failure);

        assertThat(published).isEmpty();
    }
}
