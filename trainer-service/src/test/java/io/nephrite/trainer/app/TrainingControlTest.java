package io.nephrite.trainer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.PlannedDataset;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.nephrite.trainer.step.TrainingDataset;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** A training that would go on for long, in the hands of people. */
@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class TrainingControlTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LONG =
            "{\"folds\": [0, 1], \"training\": {\"epochs\": 100000, \"iterationsPerEpoch\": 1,"
                    + " \"validationIterationsPerEpoch\": 1, \"augmentation\": \"none\"}}";

    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    @Results
    ObjectStore results;

    @TestHTTPResource("/")
    URI address;

    @Test
    void pausesAfterACheckpointGoesOnFromItAndEndsWhenCancelled() throws Exception {
        TrainingDataset dataset = new TrainingDataset();
        dataset.results()
                .list("")
                .forEach(o -> results.put(o.key(), dataset.results().bytes(o.key())));
        TrainingRequested request = dataset.training("0");
        results.put(ObjectKeys.experiment(request.versionId()), LONG.getBytes(UTF_8));
        String fold = ObjectKeys.fold(request.versionId().fold(PlannedDataset.CONFIGURATION, request.fold()));
        InMemorySink<byte[]> events = channels.sink("events");

        channels.<byte[]>source("training-requested").send(Json.bytes(request));
        await().atMost(PATIENCE).until(() -> !events.received().isEmpty());

        assertThat(post(request, "pause")).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() -> !results.list(fold + "checkpoint_latest/").isEmpty());
        int paused = events.received().size();

        assertThat(post(request, "resume")).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> events.received().size() > paused + 1);
        List<Integer> seen = epochs(events);
        assertThat(seen)
                .as("no epoch twice, none left out")
                .isEqualTo(IntStream.range(0, seen.size()).boxed().toList());

        assertThat(post(request, "cancel")).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() -> results.list(ObjectKeys.jobs("trainer")).isEmpty());
        List<Message<byte[]>> told = List.copyOf(events.received());
        assertThat(Json.read(told.get(told.size() - 1).getPayload(), WorkFailed.class)
                        .code())
                .isEqualTo(FailureCode.CANCELLED);
        assertThat(results.exists(fold + "checkpoint_final.json")).isFalse();
        assertThat(results.list(fold + "checkpoint_latest/")).isNotEmpty();
        assertThat(post(request, "resume")).isEqualTo(404);
    }

    private static List<Integer> epochs(InMemorySink<byte[]> events) {
        return List.copyOf(events.received()).stream()
                .map(message ->
                        Json.read(message.getPayload(), EpochCompleted.class).epoch())
                .toList();
    }

    private int post(TrainingRequested request, String wish) throws IOException, InterruptedException {
        return new RestCalls(address)
                .post("trainings/" + request.trainingId() + "/" + wish, "")
                .statusCode();
    }
}
