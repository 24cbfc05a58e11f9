package io.nephrite.eval.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ReadOnlyTest.ReadOnly.class)
@WithTestResource(InMemoryChannels.class)
class ReadOnlyTest {
    /** The setting under test. */
    public static final class ReadOnly implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("nephrite.page.read-only", "true");
        }
    }

    @TestHTTPResource("/")
    URI address;

    private HttpResponse<byte[]> send(String method, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address.resolve(path))
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Every one that the published document has of this service, whoever adds it. */
    @Test
    void refusesEveryRequestThatWrites() throws Exception {
        JsonNode document = Json.tree(Files.readAllBytes(Path.of("../docs/openapi.json")));
        int writing = 0;
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (String method : new String[] {"post", "put", "delete", "patch"}) {
                if (path.getValue().path(method).path("x-service").asText().equals("eval-service")) {
                    String filled = path.getKey().substring(1).replaceAll("\\{[^}]*}", "any");
                    RestCalls.requireProblem(send(method.toUpperCase(Locale.ROOT), filled), 403);
                    writing++;
                }
            }
        }
        assertThat(writing).isGreaterThan(10);
    }

    @Test
    void drawsNoControlThatWrites() throws Exception {
        HttpResponse<byte[]> home = new RestCalls(address).get("");

        assertThat(new String(home.body(), StandardCharsets.UTF_8))
                .contains("data-read-only=\"true\"", "data-operated=\"false\"", "read only")
                .doesNotContain("upload.js");
        assertThat(home.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("connect-src 'self';");
    }
}
