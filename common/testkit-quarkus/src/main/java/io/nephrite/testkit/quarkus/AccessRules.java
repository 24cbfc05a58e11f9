package io.nephrite.testkit.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import io.nephrite.testkit.RestCalls;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Set;
import java.util.TreeSet;

/** Asks a service for everything that {@code docs/openapi.json} says it has, as everybody who may not and who may. */
public final class AccessRules {
    private static final Path DOCUMENT = Path.of("../docs/openapi.json");
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final List<String> ASCENDING = List.of("viewer", "editor", "operator");

    private final URI address;
    private final Tokens tokens;

    /**
     * Makes the checks of one service.
     *
     * @param address of the service; ends in a slash
     * @param tokens of the issuer that the service asks
     */
    public AccessRules(URI address, Tokens tokens) {
        this.address = address;
        this.tokens = tokens;
    }

    /**
     * Without a token it is 401, with every smaller role 403, and with the role that the document names neither.
     *
     * @return such as {@code post /predictions}, ascending
     */
    public Set<String> check(String service) throws IOException, InterruptedException {
        Set<String> checked = new TreeSet<>();
        for (Operation operation : operations(service)) {
            int role = ASCENDING.indexOf(operation.role());
            assertThat(role).as("%s names a role", operation).isNotNegative();
            requireProblem(operation, Optional.empty(), 401);
            requireProblem(operation, Optional.of(""), 403);
            for (String smaller : ASCENDING.subList(0, role)) {
                requireProblem(operation, Optional.of(smaller), 403);
            }
            assertThat(statusOnly(operation, operation.role()))
                    .as("%s as %s", operation, operation.role())
                    .isNotIn(401, 403);
            checked.add(operation.toString());
        }
        return checked;
    }

    private static List<Operation> operations(String service) throws IOException {
        JsonNode document = Json.tree(Files.readAllBytes(DOCUMENT));
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())
                        && method.getValue().path("x-service").asText().equals(service)) {
                    JsonNode content = method.getValue().at("/requestBody/content");
                    operations.add(new Operation(
                            method.getKey(),
                            path.getKey(),
                            method.getValue().at("/security/0/login/0").asText(),
                            content.isEmpty()
                                    ? "application/json"
                                    : content.fieldNames().next()));
                }
            }
        }
        return operations;
    }

    private void requireProblem(Operation operation, Optional<String> roles, int status)
            throws IOException, InterruptedException {
        RestCalls.requireProblem(send(operation, roles, HttpResponse.BodyHandlers.ofByteArray()), status);
    }

    /** Without the body, which may never end. */
    private int statusOnly(Operation operation, String roles) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                send(operation, Optional.of(roles), HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    private <T> HttpResponse<T> send(Operation operation, Optional<String> roles, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        address.resolve(operation.path().substring(1).replaceAll("\\{[^}]*}", "any")))
                .header("Content-Type", operation.contentType())
                .method(
                        operation.method().toUpperCase(Locale.ROOT),
                        operation.method().equals("get")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{}"));
        if (roles.isPresent()) {
            request.header("Authorization", "Bearer " + tokens.of(roles.get()));
        }
        return HttpClient.newHttpClient().send(request.build(), handler);
    }

    /** @param role the smallest that may; empty where the document names none */
    private record Operation(String method, String path, String role, String contentType) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
