package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.event.Topic;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.init.TopicCreation;
import io.nephrite.local.broker.OwnAuthority;
import io.nephrite.local.broker.SecuredBroker;
import io.nephrite.local.machine.FreePort;
import io.nephrite.local.store.EmbeddedStore;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A packaged service whose broker asks for a name, a password and TLS under an authority of its own. It is eval, which
 * has every kind of client: channels, the look for topics, the lag of all groups, and dead letters.
 */
class SecuredServiceFullIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final ServiceKind KIND = ServiceKind.EVAL;
    private static final String TOKEN = "the-token-of-this-test";

    @TempDir
    private Path folder;

    @Test
    void everyClientReachesTheBrokerByTheSameSettings() throws Exception {
        Path home = Path.of(System.getProperty("nephrite.home"));
        Path log = folder.resolve("eval.log");
        int port = FreePort.any();
        try (SecuredBroker broker =
                        SecuredBroker.start(folder.resolve("kafka"), OwnAuthority.in(folder.resolve("tls")));
                EmbeddedStore store = EmbeddedStore.start(
                        folder.resolve("s3"),
                        List.of(Namespace.WHOLE),
                        0,
                        "nephrite",
                        "nephrite-secret",
                        broker.openAddress())) {
            TopicCreation.createMissing(broker.settings("SCRAM-SHA-512"), Topic.definitions(), 1);
            Map<String, String> environment =
                    new HashMap<>(broker.environment("SCRAM-SHA-512", SecuredBroker.PASSWORD));
            environment.putAll(Map.of(
                    "S3_ENDPOINT", store.endpoint(),
                    "S3_ACCESS_KEY", "nephrite",
                    "S3_SECRET_KEY", "nephrite-secret",
                    "HTTP_HOST", "127.0.0.1",
                    "HTTP_PORT", Integer.toString(port),
                    "NEPHRITE_LOGIN", "token",
                    "NEPHRITE_TOKEN", TOKEN,
                    "NEPHRITE_PARENT_PIPE", "true",
                    "NEPHRITE_CACHE_DIR", folder.resolve("cache").toString()));
            ServiceProcess eval = ServiceProcess.start(
                    KIND,
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-jar",
                            KIND.jar(home).toString()),
                    environment,
                    port,
                    log);
            try {
                HttpClient client = HttpClient.newHttpClient();
                await().atMost(PATIENCE).until(() -> !eval.isAlive() || eval.isReady(client));
                assertThat(eval.isAlive()).as(Files.readString(log)).isTrue();

                HttpResponse<String> letters = client.send(
                        HttpRequest.newBuilder(eval.address().resolve("/dead-letters"))
                                .header("Authorization", "Bearer " + TOKEN)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(letters.statusCode()).as(letters.body()).isEqualTo(200);
                assertThat(letters.body()).isEqualToIgnoringWhitespace("[]");
            } finally {
                eval.terminate();
                eval.awaitEnd(PATIENCE);
            }
        }
    }
}
