package io.nephrite.eval.app.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.ModelManifest.Member;
import io.nephrite.core.model.ModelManifest.ModelFile;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asks every resource that docs/openapi.json has with a model in its path, and the one with a model in its body. */
@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class RequestedModelTest {
    private static final String BODY = "{\"path\": \"a_0000.nii.gz\", \"files\": []}";

    @TestHTTPResource("/")
    URI address;

    @Inject
    @Results
    ObjectStore results;

    /** The same name in two datasets, and a model of a third one whose manifest is none. */
    @BeforeEach
    void nameTwoModelsAlike() {
        for (String dataset : List.of("Dataset021_Left", "Dataset022_Right")) {
            ModelManifest manifest = new ModelManifest(
                    ModelManifest.FORMAT,
                    dataset,
                    List.of(new Member("2d", List.of("0"))),
                    "a test",
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    new TreeMap<>(Map.of(ModelManifest.DATASET_JSON, new ModelFile(2, "00"))));
            results.put(ObjectKeys.modelFile(dataset, manifest.id(), ModelManifest.FILE), Json.pretty(manifest));
            new StoredModels(results).alias(dataset, "twins", manifest.id());
        }
        results.put(
                ObjectKeys.modelFile("Dataset023_Broken", "0123456789abcdef", ModelManifest.FILE), new byte[] {'{'});
    }

    /** Other tests share the store. */
    @AfterEach
    void removeThem() {
        results.list(ObjectKeys.models()).stream()
                .filter(object -> object.key().contains("/Dataset02"))
                .forEach(object -> results.delete(object.key()));
    }

    @Test
    void refusesANameThatCanBeNone() throws Exception {
        for (Asked asked : all(".hidden")) {
            RestCalls.requireProblem(send(asked), 400);
        }
        for (Asked asked : stored("Dataset021_Left", ".hidden")) {
            RestCalls.requireProblem(send(asked), 400);
        }
        RestCalls.requireProblem(send(new Asked("post", "predictions", "{}")), 400);
    }

    @Test
    void knowsNoOtherModelsThanThereAre() throws Exception {
        for (Asked asked : all("nobody")) {
            HttpResponse<byte[]> answer = send(asked);
            RestCalls.requireProblem(answer, 404);
            assertThat(Json.tree(answer.body()).path("detail").asText())
                    .as("%s", asked)
                    .contains("there is no model nobody")
                    .contains("; expected ");
        }
        for (String name : List.of("nobody", "fedcba9876543210")) {
            RestCalls.requireProblem(send(new Asked("get", "models/Dataset021_Left/" + name)), 404);
        }
    }

    @Test
    void doesNotGuessWhichOfSeveralModelsIsMeant() throws Exception {
        for (Asked asked : predicting("twins")) {
            HttpResponse<byte[]> answer = send(asked);
            RestCalls.requireProblem(answer, 409);
            assertThat(Json.tree(answer.body()).path("detail").asText())
                    .as("%s", asked)
                    .contains("Dataset021_Left.twins", "Dataset022_Right.twins");
        }
    }

    @Test
    void saysThatAModelIsDamaged() throws Exception {
        for (Asked asked : predicting("Dataset023_Broken.0123456789abcdef")) {
            RestCalls.requireProblem(send(asked), 409);
        }
        List<Asked> ofTheStored = stored("Dataset023_Broken", "0123456789abcdef");
        for (Asked asked : ofTheStored) {
            if (!asked.isDeletion()) {
                RestCalls.requireProblem(send(asked), 409);
            }
        }
        assertThat(ofTheStored).filteredOn(Asked::isDeletion).hasSize(1);
    }

    @Test
    void deletesADamagedModel() throws Exception {
        for (Asked asked : stored("Dataset023_Broken", "0123456789abcdef")) {
            if (asked.isDeletion()) {
                assertThat(send(asked).statusCode()).isEqualTo(200);
            }
        }
        RestCalls.requireProblem(send(new Asked("get", "models/Dataset023_Broken/0123456789abcdef")), 404);
    }

    /** A request, by its method and its path without a slash first. */
    private record Asked(String method, String path, String body) {
        Asked(String method, String path) {
            this(method, path, BODY);
        }

        boolean isDeletion() {
            return method.equals("delete");
        }
    }

    private static List<Asked> all(String name) throws IOException {
        List<Asked> all = new ArrayList<>(predicting(name));
        all.addAll(stored(name, name));
        return all;
    }

    private static List<Asked> predicting(String name) throws IOException {
        List<Asked> asked = documented("{model}", path -> path.replace("{model}", name));
        assertThat(asked).hasSizeGreaterThan(8);
        asked.add(new Asked("post", "predictions", "{\"model\": \"" + name + "\", \"caseId\": \"a\"}"));
        return asked;
    }

    private static List<Asked> stored(String dataset, String name) throws IOException {
        List<Asked> asked = documented(
                "/models/{dataset}/{name}",
                path -> path.replace("{dataset}", dataset).replace("{name}", name));
        assertThat(asked).hasSizeGreaterThan(3);
        return asked;
    }

    private static List<Asked> documented(String part, UnaryOperator<String> names) throws IOException {
        JsonNode paths =
                Json.tree(Files.readAllBytes(Path.of("../docs/openapi.json"))).path("paths");
        List<Asked> asked = new ArrayList<>();
        paths.fieldNames().forEachRemaining(path -> {
            if (path.contains(part)) {
                String filled = names.apply(path.substring(1))
                        .replace("{case}", "a")
                        .replace("{plane}", "axial")
                        .replace("{index}", "0")
                        .replace("{alias}", "b");
                for (String method : List.of("get", "post", "put", "delete")) {
                    if (paths.path(path).has(method)) {
                        asked.add(new Asked(method, filled));
                    }
                }
            }
        });
        return asked;
    }

    private HttpResponse<byte[]> send(Asked asked) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(asked.path()));
        if (asked.method().equals("get") || asked.method().equals("delete")) {
            request.method(asked.method().toUpperCase(Locale.ROOT), HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(asked.method().toUpperCase(Locale.ROOT), HttpRequest.BodyPublishers.ofString(asked.body()));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
