package io.nephrite.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.EventExamples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = InMemoryChannels.class, restrictToAnnotatedClass = true)
class TrainingListenerTest {
    private static final TrainingRequested REQUEST = EventExamples.of(TrainingRequested.class);

    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    @Results
    ObjectStore results;

    @TestHTTPResource("/")
    URI address;

    /** The job finds another version's training, copies it, publishes and closes. */
    @Test
    void runsARequestedTrainingAsAJob() {
        results.put(
                ObjectKeys.training(REQUEST.dataset(), REQUEST.trainingId()),
                Json.bytes(Map.of(
                        "trainingId", REQUEST.trainingId(),
                        "version", "earlier",
                        "configuration", REQUEST.configuration(),
                        "fold", REQUEST.fold())));
        InMemorySink<byte[]> events = channels.sink("events");
        channels.<byte[]>source("training-requested").send(Json.bytes(REQUEST));

        await().atMost(Duration.ofSeconds(20)).until(() -> !events.received().isEmpty());
        FoldTrained trained = Json.read(events.received().get(0).getPayload(), FoldTrained.class);
        assertThat(trained.trainingId()).isEqualTo(REQUEST.trainingId());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> results.list(ObjectKeys.jobs("trainer")).isEmpty());
    }

    @Test
    void answersNotFoundForATrainingThatIsNotOpen() throws Exception {
        assertThat(post("trainings/nothing/pause", "")).isEqualTo(404);
        assertThat(post("trainings/nothing/cancel", "")).isEqualTo(404);
        assertThat(post("trainings/nothing/resume", "")).isEqualTo(404);
        assertThat(post("trainings/nothing/extend?dataset=Task001_Test&epochs=3", ""))
                .isEqualTo(404);
        assertThat(post("trainings/nothing/extend?epochs=3", "")).isEqualTo(400);
    }

    @Test
    void answersNotFoundForAnEstimateOfWhatIsNotPlanned() throws Exception {
        assertThat(post("estimates", "{\"dataset\": \"Dataset999_Nothing\", \"version\": \"0\"}"))
                .isEqualTo(404);
    }

    private int post(String path, String body) throws IOException, InterruptedException {
        return TrainerRest.post(address.resolve(path), body);
    }
}
