package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running eval-service, asked as the owner of the token that its address names, or as nobody where it names none. */
final class ServedPage {
    private static final int OK = 200;
    private static final Pattern TOKEN = Pattern.compile("(?:^|&)token=([^&]+)");
    private static final Pattern CPU = Pattern.compile("(?m)^process_cpu_time_ns_total(?:\\{[^}]*})? (\\S+)$");

    /** As browsers do without TLS. */
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI address;
    private final String token;

    /** @param address such as {@code http://127.0.0.1:8085/?token=…} */
    ServedPage(URI address) {
        Matcher given = TOKEN.matcher(address.getQuery() == null ? "" : address.getQuery());
        this.address = address.resolve("/");
        this.token = given.find() ? given.group(1) : "";
    }

    /** @param millis from the request to the last byte of the answer */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Answer(byte[] body, double millis) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return Json.tree(body);
        }
    }

    HttpClient client() {
        return client;
    }

    HttpRequest request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
        return (token.isEmpty() ? request : request.header("Authorization", "Bearer " + token)).build();
    }

    /** @throws IOException where the service answers with a fault */
    Answer get(String path) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<byte[]> answer = client.send(request(path), HttpResponse.BodyHandlers.ofByteArray());
        double millis = (System.nanoTime() - begin) / 1e6;
        if (answer.statusCode() != OK) {
            throw new IOException(address.resolve(path) + " answers " + answer.statusCode() + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return new Answer(answer.body(), millis);
    }

    boolean has(String path) throws IOException, InterruptedException {
        return client.send(request(path), HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == OK;
    }

    /** CPU time that the service has taken, ns, by its own meter. */
    double cpuNanos() throws IOException, InterruptedException {
        Matcher cpu = CPU.matcher(client.send(
                        HttpRequest.newBuilder(address.resolve("/q/metrics"))
                                .header("Accept", "text/plain")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
        if (!cpu.find()) {
            throw new IOException(
                    address + " tells no process_cpu_time_ns_total at /q/metrics; is it an eval-service?");
        }
        return Double.parseDouble(cpu.group(1));
    }
}
