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
import io.nephrite.testkit.OpenApiDocument;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InMemoryChannels.class)
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
        RestCalls.requireProblem(post("trainings/nothing/pause", ""), 404);
        RestCalls.requireProblem(post("trainings/nothing/cancel", ""), 404);
        RestCalls.requireProblem(post("trainings/nothing/resume", ""), 404);
        RestCalls.requireProblem(post("trainings/nothing/extend?dataset=Task001_Test&epochs=3", ""), 404);
        RestCalls.requireProblem(post("trainings/nothing/extend?epochs=3", ""), 400);
    }

    @Test
    void answersBadNamesAsProblems() throws Exception {
        RestCalls.requireProblem(post("trainings/.hidden/pause", ""), 400);
        RestCalls.requireProblem(post("trainings/nothing/extend?dataset=.hidden&epochs=3", ""), 400);
        RestCalls.requireProblem(post("estimates", "{\"dataset\": \".hidden\", \"version\": \"0\"}"), 400);
        RestCalls.requireProblem(post("estimates", "{\"dataset\": \"Dataset999_Nothing\"}"), 400);
        RestCalls.requireProblem(post("estimates", "{\"dataset\": \"../x\", \"version\": \"../y\"}"), 400);
        for (String body :
                new String[] {"[".repeat(200_000), "{\"dataset\": ".repeat(200_000), "not JSON", "[]", "null"}) {
            RestCalls.requireProblem(post("estimates", body), 400);
        }
        for (String id : new String[] {"%20", "..%2fx", "a".repeat(3000), "%00"}) {
            RestCalls.requireProblem(post("trainings/" + id + "/cancel", ""), 400);
        }
    }

    @Test
    void saysOfItsResourcesWhatTheDocumentSays() throws Exception {
        OpenApiDocument.check(
                "trainer-service",
                new RestCalls(address).get("q/openapi?format=json").body());
    }

    @Test
    void answersNotFoundForAnEstimateOfWhatIsNotPlanned() throws Exception {
        RestCalls.requireProblem(post("estimates", "{\"dataset\": \"Dataset999_Nothing\", \"version\": \"0\"}"), 404);
    }

    private HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return new RestCalls(address).post(path, body);
    }
}
