package io.nephrite.eval.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
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
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class EvaluationListenerTest {
    private static final WorkFailed FAILURE = EventExamples.of(WorkFailed.class);

    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    @Results
    ObjectStore results;

    @TestHTTPResource("/")
    URI address;

    @Test
    void keepsFailuresAndShowsThem() throws Exception {
        byte[] body = Json.bytes(FAILURE);
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("work-failed", 0, 0, "key", body);
        channels.<Message<byte[]>>source("work-failed")
                .send(Message.of(body).addMetadata(new IncomingKafkaRecordMetadata<>(record, "work-failed")));
        String key = ObjectKeys.failures(FAILURE.dataset()) + FAILURE.header().eventId() + ".json";
        await().atMost(Duration.ofSeconds(20)).until(() -> results.exists(key));

        channels.<Message<byte[]>>source("status")
                .send(Message.of(body).addMetadata(new IncomingKafkaRecordMetadata<>(record, "status")));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            DatasetStatus status =
                    Json.read(get("datasets/" + FAILURE.dataset() + "/status").body(), DatasetStatus.class);
            assertThat(status.failures())
                    .singleElement()
                    .satisfies(f -> assertThat(f.message()).isEqualTo(FAILURE.message()));
        });
        assertThat(Json.read(get("datasets").body(), String[].class)).contains(FAILURE.dataset());
    }

    @Test
    void answersNotFoundForADatasetThatNobodyKnows() throws Exception {
        RestCalls.requireProblem(get("datasets/Dataset999_Nothing/status"), 404);
    }

    @Test
    void answersWhatItCannotDoAsProblems() throws Exception {
        RestCalls.requireProblem(get("datasets/.hidden/status"), 400);
        for (String name : new String[] {"%2e%2e%2f..%2fx", "%00", "%3Cb%3E", "_jobs", "%20", "a".repeat(3000)}) {
            RestCalls.requireProblem(get("datasets/" + name + "/status"), 400);
        }
        RestCalls.requireProblem(get("dead-letters?limit=0"), 400);
        RestCalls.requireProblem(get("dead-letters?topic=none"), 400);
        for (String id : new String[] {"x", "%00", "..%2fx", "%20"}) {
            RestCalls.requireProblem(get("dead-letters/" + id), 404);
        }
        RestCalls.requireProblem(get("nowhere"), 404);
        RestCalls.requireProblem(new RestCalls(address).post("datasets", ""), 405);
    }

    @Test
    void saysOfItsResourcesWhatTheDocumentSays() throws Exception {
        OpenApiDocument.check("eval-service", get("q/openapi?format=json").body());
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return new RestCalls(address).get(path);
    }
}
