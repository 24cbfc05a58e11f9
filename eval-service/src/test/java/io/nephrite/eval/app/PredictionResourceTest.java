package io.nephrite.eval.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.EventReader;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.PlannedDataset;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = InMemoryChannels.class, restrictToAnnotatedClass = true)
class PredictionResourceTest {
    private static final VersionId VERSION = new VersionId(EventExamples.DATASET, EventExamples.VERSION);

    @TestHTTPResource("/")
    URI address;

    @Inject
    @Datasets
    ObjectStore datasets;

    @Inject
    @Results
    ObjectStore results;

    @Inject
    @Any
    InMemoryConnector connector;

    @BeforeEach
    void choose() {
        PlannedDataset.write(results, 2, Milestone.REPORT, "{\"folds\": [0, 1]}");
        PlannedDataset.choose(results, VERSION);
    }

    @Test
    void asksForAnImageAndTellsWhereItsProgressIs() throws Exception {
        String model = VERSION.dataset();
        datasets.put("_predict/" + model + "/patient_7_0000.nii.gz", new byte[] {1});

        HttpResponse<byte[]> asked = ask("{\"model\": \"" + model + "\", \"caseId\": \"patient_7\"}");

        assertThat(asked.statusCode()).isEqualTo(202);
        String location = asked.headers().firstValue("Location").orElseThrow();
        assertThat(location).endsWith("/predictions/" + model + "/patient_7");
        ImagePredictionRequested event = connector.<byte[]>sink("events").received().stream()
                .map(message -> Json.tree(message.getPayload()))
                .filter(json -> json.path("files").path("caseId").asText().equals("patient_7"))
                .map(json -> EventReader.read(Json.bytes(json), ImagePredictionRequested.class))
                .findFirst()
                .orElseThrow();
        assertThat(event.versionId()).isEqualTo(VERSION);
        JsonNode progress = Json.tree(
                send(HttpRequest.newBuilder(address.resolve(location)).GET()).body());
        assertThat(progress.path("state").asText()).isEqualTo("unknown");
    }

    @Test
    void namesWhatIsNotThere() throws Exception {
        HttpResponse<byte[]> noModel = ask("{\"model\": \"nobody\", \"caseId\": \"a\"}");
        RestCalls.requireProblem(noModel, 404);
        assertThat(Json.tree(noModel.body()).path("detail").asText()).contains("there is no model nobody");
        HttpResponse<byte[]> noImage = ask("{\"model\": \"" + VERSION.dataset() + "\", \"caseId\": \"nobody\"}");
        RestCalls.requireProblem(noImage, 404);
        assertThat(Json.tree(noImage.body()).path("detail").asText()).contains("there is no image nobody");
        RestCalls.requireProblem(ask("{\"model\": \"../x\", \"caseId\": \"a\"}"), 400);
        RestCalls.requireProblem(ask("{}"), 400);
        RestCalls.requireProblem(ask("no json"), 400);
    }

    private HttpResponse<byte[]> ask(String body) throws Exception {
        return send(HttpRequest.newBuilder(address.resolve("predictions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
