package io.nephrite.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Calls of a service's REST resources, and what every answer must be like. */
public final class RestCalls {
    private final URI address;

    /**
     * Makes calls of one service.
     *
     * @param address of the service; ends in a slash
     */
    public RestCalls(URI address) {
        this.address = address;
    }

    /**
     * Sends a GET request.
     *
     * @param path without a slash first
     */
    public HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path)).build());
    }

    /**
     * Sends a POST request.
     *
     * @param body JSON, or nothing
     */
    public HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The answer is a problem of that status, which says something. */
    public static void requireProblem(HttpResponse<byte[]> response, int status) {
        assertThat(response.statusCode()).as("%s", response.uri()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .as("%s", response.uri())
                .startsWith("application/problem+json");
        JsonNode problem = Json.tree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
    }
}
