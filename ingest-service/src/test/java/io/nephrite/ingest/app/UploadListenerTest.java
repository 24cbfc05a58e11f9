package io.nephrite.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.OpenApiDocument;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
        value = InMemoryChannels.class,
        initArgs = {
            @ResourceArg(name = "nephrite.ingest.settle", value = "0s"),
            @ResourceArg(name = "nephrite.ingest.answer-patience", value = "0s")
        })
class UploadListenerTest {
    private static final String NAME = "Dataset001_Wiring";
    private static final String DESCRIPTION = "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0,"
            + " \"kidney\": 1}, \"numTraining\": 1, \"file_ending\": \".nii.gz\"}";

    @Inject
    @Connector("smallrye-in-memory")
    InMemoryConnector connector;

    @Inject
    @Datasets
    ObjectStore datasets;

    @Inject
    @Results
    ObjectStore results;

    @Inject
    SealTimer timer;

    @Test
    void goesFromUploadsToAReport() throws Exception {
        InMemorySink<byte[]> sink = connector.sink("events");
        for (String path : List.of("dataset.json", "imagesTr/a_0000.nii.gz", "labelsTr/a.nii.gz")) {
            String key = NAME + "/" + path;
            byte[] bytes = (path.equals("dataset.json") ? DESCRIPTION : "no image").getBytes(StandardCharsets.UTF_8);
            datasets.put(key, bytes);
            connector.source("object-events").send(record(key, bytes.length));
        }
        await().until(() -> sink.received().size() == 1);
        byte[] request = sink.received().get(0).getPayload();
        assertThat(Json.read(request, CaseCheckRequested.class).files().caseId())
                .isEqualTo("a");

        connector.source("case-check-requested").send(request);
        await().until(() -> sink.received().size() == 2);
        connector.source("case-checked").send(sink.received().get(1).getPayload());
        await().until(() -> {
            timer.sealReady();
            return results.exists(ObjectKeys.newestIngestReport(NAME));
        });
        assertThat(sink.received().stream().map(Message::getPayload).map(b -> new String(b, StandardCharsets.UTF_8)))
                .anyMatch(text -> text.contains("INVALID_DATASET"));
        assertThat(rest().post("datasets/" + NAME + "/seal", "{\"until\": \"plans\"}")
                        .statusCode())
                .isEqualTo(202);
        RestCalls.requireProblem(rest().post("datasets/" + NAME + "/seal", "{\"until\": \"dinner\"}"), 400);
        RestCalls.requireProblem(rest().post("datasets/none/seal", ""), 404);
        RestCalls.requireProblem(rest().post("datasets/none/seal", "{\"until\": \"plans\"}"), 404);
        assertThat(datasets.list("none/")).as("asking makes no dataset").isEmpty();
        RestCalls.requireProblem(rest().post("datasets/.hidden/seal", ""), 400);
        assertThat(rest().get("datasets/" + NAME).statusCode()).isEqualTo(200);
        RestCalls.requireProblem(rest().get("datasets/none"), 404);
        RestCalls.requireProblem(rest().get("datasets/.hidden"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2e%2e%2f..%2fx", "%00", "%3Cb%3E", "_jobs", "%20", "a%0AERROR"})
    void answersNamesThatNoDatasetCanHaveAsProblems(String name) throws Exception {
        RestCalls.requireProblem(rest().get("datasets/" + name), 400);
        RestCalls.requireProblem(rest().post("datasets/" + name + "/seal", ""), 400);
    }

    @Test
    void answersNamesThatAreTooLongAndBodiesThatAreTooDeepAsProblems() throws Exception {
        RestCalls.requireProblem(rest().get("datasets/" + "a".repeat(3000)), 400);
        RestCalls.requireProblem(rest().post("datasets/" + NAME + "/seal", "[".repeat(200_000)), 400);
    }

    @Test
    void saysOfItsResourcesWhatTheDocumentSays() throws Exception {
        OpenApiDocument.check(
                "ingest-service", rest().get("q/openapi?format=json").body());
    }

    private static RestCalls rest() {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        return new RestCalls(URI.create("http://localhost:" + port + "/"));
    }

    private byte[] record(String key, int size) {
        String etag = datasets.stat(key).orElseThrow().etag();
        Map<String, Object> s3 = Map.of(
                "bucket",
                Map.of("name", ObjectKeys.DATASETS),
                "object",
                Map.of("key", key.replace("/", "%2F"), "size", size, "eTag", etag));
        return Json.bytes(Map.of("Records", List.of(Map.of("eventName", "s3:ObjectCreated:Put", "s3", s3))));
    }
}
