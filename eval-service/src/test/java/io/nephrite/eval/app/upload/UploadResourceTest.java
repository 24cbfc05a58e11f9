package io.nephrite.eval.app.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.PlannedDataset;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class UploadResourceTest {
    private static final String MODEL = EventExamples.DATASET;

    @TestHTTPResource("/")
    URI address;

    @Inject
    @Results
    ObjectStore results;

    @BeforeEach
    void choose() {
        PlannedDataset.write(results, 2, Milestone.REPORT, "{\"folds\": [0, 1]}");
        PlannedDataset.choose(results, new VersionId(EventExamples.DATASET, EventExamples.VERSION));
    }

    private HttpResponse<byte[]> ask(String resource, String path) throws Exception {
        return new RestCalls(address)
                .post(resource, new String(Json.bytes(Map.of("path", path)), StandardCharsets.UTF_8));
    }

    @Test
    void handsOutAnAddressOfOneFileOfTheDataset() throws Exception {
        HttpResponse<byte[]> answer = ask("uploads/datasets/Task%2040/address", "imagesTr/a b_0000.nii.gz");

        assertThat(answer.statusCode()).isEqualTo(200);
        URI url = URI.create(Json.tree(answer.body()).path("url").asText());
        assertThat(url.getRawPath()).isEqualTo("/datasets/Task%2040/imagesTr/a%20b_0000.nii.gz");
        assertThat(url.getQuery()).contains("X-Amz-Signature=", "X-Amz-Expires=900", "X-Amz-SignedHeaders=host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../Other/dataset.json",
                "imagesTr/../../Other/imagesTr/a_0000.nii.gz",
                "/Other/dataset.json",
                "imagesTr//a_0000.nii.gz",
                "./dataset.json",
                "imagesTr\\..\\..\\Other\\dataset.json",
                "imagesTr/a\u202e_0000.nii.gz",
                "imagesTr/\n.json",
                "imagesTr/a:b.json",
                "",
                "imagesTr",
                "run.sh",
                "imagesTr/._a_0000.nii.gz"
            })
    void refusesAPathThatIsNoneOfAFileOfTheDataset(String path) throws Exception {
        RestCalls.requireProblem(ask("uploads/datasets/Task40/address", path), 400);
    }

    /** An escaped slash stays an escaped one: the key has %2F's percent sign escaped, and no further folder. */
    @Test
    void takesNoEscapeForWhatItEscapes() throws Exception {
        HttpResponse<byte[]> answer = ask("uploads/datasets/Task40/address", "..%2FOther%2Fdataset.json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(URI.create(Json.tree(answer.body()).path("url").asText()).getRawPath())
                .isEqualTo("/datasets/Task40/..%252FOther%252Fdataset.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_predict",
                "_uploads",
                "..",
                "..%2Fnephrite",
                "a%2Fb",
                ".hidden",
                "%2e%2e%2fnephrite",
                "a%5Cb",
                "a%00"
            })
    void refusesANameThatIsNoneOfADataset(String name) throws Exception {
        HttpResponse<byte[]> answer = ask("uploads/datasets/" + name + "/address", "dataset.json");

        assertThat(answer.statusCode()).as(name).isIn(400, 404, 405);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("X-Amz-Signature");
    }

    @Test
    void handsOutAnAddressOfAnImageOfTheModel() throws Exception {
        HttpResponse<byte[]> answer = ask("uploads/images/" + MODEL + "/address", "patient_0000.nii.gz");

        assertThat(URI.create(Json.tree(answer.body()).path("url").asText()).getRawPath())
                .isEqualTo("/datasets/_predict/" + MODEL + "/patient_0000.nii.gz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../other/patient_0000.nii.gz",
                "deep/patient_0000.nii.gz",
                "..",
                "_hidden_0000.nii.gz",
                "run.sh",
                ""
            })
    void refusesANameThatIsNoneOfAnImage(String name) throws Exception {
        RestCalls.requireProblem(ask("uploads/images/" + MODEL + "/address", name), 400);
    }

    @Test
    void knowsOnlyModelsThatThereAre() throws Exception {
        RestCalls.requireProblem(ask("uploads/images/nobody/address", "patient_0000.nii.gz"), 404);
    }

    @Test
    void tellsWhichImagesAreWhole() throws Exception {
        JsonNode check = Json.tree(new RestCalls(address)
                .post(
                        "uploads/images/" + MODEL + "/check",
                        "{\"files\": [{\"path\": \"patient_0000.nii.gz\", \"size\": 5}, {\"path\": \"x.json\", \"size\": 5}]}")
                .body());

        assertThat(check.path("cases")).hasSize(1);
        assertThat(check.at("/cases/0").asText()).isEqualTo("patient");
        assertThat(check.path("channels")).isNotEmpty();
        assertThat(check.path("files")).hasSize(1);
    }

    @Test
    void writesNamesOfStrangersAsText() throws Exception {
        String name = "<script>alert(1)</script>";
        HttpResponse<byte[]> answer = new RestCalls(address)
                .post(
                        "uploads/datasets/Task40/check",
                        "{\"files\": [{\"path\": \"" + name + ".json\", \"size\": 1}], \"documents\": {}}");

        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(Json.tree(answer.body()).path("mayBeSent").asBoolean()).isFalse();
    }

    @Test
    void refusesABodyThatIsNone() throws Exception {
        RestCalls.requireProblem(new RestCalls(address).post("uploads/datasets/Task40/check", "{"), 400);
        RestCalls.requireProblem(new RestCalls(address).post("uploads/datasets/Task40/address", "{}"), 400);
    }
}
