package io.nephrite.eval.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.ModelManifest.Member;
import io.nephrite.core.model.ModelManifest.ModelFile;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class ModelResourceTest {
    /** More than Quarkus takes where nobody says otherwise. */
    private static final int WEIGHTS = 12 << 20;

    @TempDir
    Path folder;

    @TestHTTPResource("/")
    URI address;

    @Inject
    @Results
    ObjectStore results;

    @Test
    void takesAModelShowsItGivesItBackAndRemovesIt() throws Exception {
        byte[] weights = new byte[WEIGHTS];
        new Random(3).nextBytes(weights);
        Path archive = archive(weights);

        HttpResponse<byte[]> added = send(request("models")
                .header("Content-Type", "application/zip")
                .POST(HttpRequest.BodyPublishers.ofFile(archive)));

        assertThat(added.statusCode()).isEqualTo(201);
        JsonNode entry = Json.tree(added.body());
        String id = entry.path("id").asText();
        assertThat(entry.at("/manifest/licence").asText()).isEqualTo("CC0");
        assertThat(Json.tree(send(request("models").GET()).body()).toString()).contains(id);
        assertThat(Json.tree(send(request("models/Dataset001_Rest/latest").GET())
                                .body())
                        .path("id")
                        .asText())
                .isEqualTo(id);
        assertThat(send(request("models/Dataset001_Rest/latest/aliases/clinic")
                                .PUT(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);

        Path back = folder.resolve("back.zip");
        Files.write(
                back,
                send(request("models/Dataset001_Rest/clinic/archive").GET()).body());
        try (ModelPlace place = ModelPlace.open(back)) {
            assertThat(place.folder().resolve("2d/fold_0/checkpoint_final.safetensors"))
                    .hasBinaryContent(weights);
        }

        assertThat(send(request("models/Dataset001_Rest/" + id).DELETE()).statusCode())
                .isEqualTo(200);
        RestCalls.requireProblem(send(request("models/Dataset001_Rest/clinic").GET()), 404);
    }

    @Test
    void namesABrokenModelBesideTheOthersAndRemovesIt() throws Exception {
        String broken = "_models/Dataset002_Broken/0123456789abcdef/";
        results.put(broken + ModelManifest.FILE, new byte[] {'{'});
        send(request("models")
                .header("Content-Type", "application/zip")
                .POST(HttpRequest.BodyPublishers.ofFile(archive(new byte[7]))));

        JsonNode listed = Json.tree(send(request("models").GET()).body());
        assertThat(listed).anySatisfy(model -> {
            assertThat(model.path("dataset").asText()).isEqualTo("Dataset001_Rest");
            assertThat(model.path("problem").asText()).isEmpty();
        });
        assertThat(listed).anySatisfy(model -> {
            assertThat(model.path("id").asText()).isEqualTo("0123456789abcdef");
            assertThat(model.path("problem").asText()).contains("Dataset002_Broken/0123456789abcdef");
        });
        assertThat(Json.tree(send(request("predictions").GET()).body())).anySatisfy(model -> {
            assertThat(model.path("name").asText()).isEqualTo("Dataset002_Broken.0123456789abcdef");
            assertThat(model.path("problem").asText()).isNotEmpty();
        });

        assertThat(send(request("models/Dataset002_Broken/0123456789abcdef").DELETE())
                        .statusCode())
                .isEqualTo(200);
        assertThat(results.list(broken)).isEmpty();
    }

    @Test
    void refusesWhatIsNoWholeModel() throws Exception {
        byte[] whole = Files.readAllBytes(archive(new byte[1000]));
        for (byte[] body : List.of(new byte[10], Arrays.copyOf(whole, whole.length / 2))) {
            RestCalls.requireProblem(
                    send(request("models")
                            .header("Content-Type", "application/zip")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))),
                    400);
        }
        RestCalls.requireProblem(send(request("models/.hidden/latest").GET()), 400);
    }

    private Path archive(byte[] weights) throws Exception {
        String path = "2d/fold_0/checkpoint_final.safetensors";
        ModelManifest manifest = new ModelManifest(
                ModelManifest.FORMAT,
                "Dataset001_Rest",
                List.of(new Member("2d", List.of("0"))),
                "a test",
                List.of(),
                Optional.of("CC0"),
                Optional.empty(),
                new TreeMap<>(Map.of(
                        path,
                        new ModelFile(
                                weights.length,
                                HexFormat.of().formatHex(ContentHash.sha256().digest(weights))))));
        Path archive = folder.resolve("model" + weights.length + ".zip");
        try (ModelPlace place = ModelPlace.temporary()) {
            Path file = place.folder().resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, weights);
            Files.write(place.folder().resolve(ModelManifest.FILE), Json.pretty(manifest));
            place.pack(manifest, archive);
        }
        return archive;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path));
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
