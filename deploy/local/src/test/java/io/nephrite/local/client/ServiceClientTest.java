package io.nephrite.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceClientTest {
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private HttpServer ingest;
    private volatile int status = 202;
    private volatile String body = "{}";

    @BeforeEach
    void start() throws IOException {
        ingest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ingest.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/problem+json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        ingest.start();
    }

    @AfterEach
    void stop() {
        ingest.stop(0);
    }

    @Test
    void tellsIngestThatAnUploadIsOver() throws Exception {
        client().endUpload("Klinik Süd");

        assertThat(asked).containsExactly("POST /datasets/Klinik%20S%C3%BCd/seal");
    }

    @Test
    void saysWhyTheEndOfAnUploadIsNotTaken() {
        status = 404;
        body = "{\"detail\": \"no object of bucket datasets begins with a/\"}";

        assertThatThrownBy(() -> client().endUpload("a"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("404: no object of bucket datasets begins with a/");
    }

    private ServiceClient client() {
        URI address = URI.create("http://127.0.0.1:" + ingest.getAddress().getPort());
        return new ServiceClient(new Connection(address, "key", "secret", "", Map.of("ingest-service", address)));
    }
}
