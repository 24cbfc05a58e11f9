package io.nephrite.eval.app.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.eval.status.StatusBoard;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.testkit.PlannedDataset;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainingsResourceTest {
    private final InMemoryObjectStore results = new InMemoryObjectStore();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private int status = 202;
    private String body = "{\"id\": \"x\"}";
    private HttpServer trainer;
    private TrainingsResource resource;
    private String dataset;
    private String training;

    @BeforeEach
    void start() throws IOException {
        PlannedDataset planned = PlannedDataset.write(results, 4, Milestone.REPORT, "{\"folds\": [0, 1]}");
        dataset = planned.manifest().dataset();
        training = new StoredVersion(results, planned.manifest().versionId())
                .planning()
                .configurations()
                .get(0)
                .trainings()
                .get(0)
                .trainingId();
        trainer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        trainer.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        trainer.start();
        resource = resource();
    }

    @AfterEach
    void stop() {
        trainer.stop(0);
    }

    private TrainingsResource resource() {
        URI url = URI.create("http://127.0.0.1:" + trainer.getAddress().getPort());
        return new TrainingsResource(
                results,
                new StatusBoard(new InMemoryObjectStore(), results, Clock.systemUTC(), Duration.ofMinutes(10)),
                new TrainerClient(() -> url, Optional.of("a token")));
    }

    @Test
    void namesEveryTrainingOfTheNewestVersion() {
        JsonNode trainings = Json.tree((byte[]) resource.list(dataset).getEntity());

        assertThat(trainings).hasSize(2);
        assertThat(trainings.at("/0/id").asText()).isEqualTo(training);
        assertThat(trainings.at("/0/isOpen").asBoolean()).isFalse();
    }

    @Test
    void takesEachWishToTheTrainerInItsOwnWords() {
        Response answer = resource.pause(dataset, training);
        resource.resume(dataset, training);
        resource.cancel(dataset, training);
        resource.extend(dataset, training, 50);

        assertThat(answer.getStatus()).isEqualTo(202);
        String base = "POST /trainings/" + training;
        assertThat(asked)
                .containsExactly(
                        base + "/pause",
                        base + "/resume",
                        base + "/cancel",
                        base + "/extend?dataset=" + dataset + "&epochs=50");
    }

    @Test
    void asksTheTrainerForNothingThatIsNotOfTheDataset() {
        for (String id : new String[] {"unknown", "../datasets", training + "/../x", ""}) {
            assertThatThrownBy(() -> resource.cancel(dataset, id)).isInstanceOf(RequestFault.class);
        }
        assertThatThrownBy(() -> resource.cancel("Other", training)).isInstanceOf(RequestFault.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void givesBackWhatTheTrainerSays() {
        status = 400;
        body = "{\"detail\": \"it has 100 epochs\"}";

        assertThatThrownBy(() -> resource.extend(dataset, training, 5))
                .isInstanceOf(RequestFault.class)
                .hasMessage("it has 100 epochs");
    }

    @Test
    void saysThatNoTrainerAnswers() {
        trainer.stop(0);

        assertThatThrownBy(() -> resource.pause(dataset, training))
                .isInstanceOf(RequestFault.class)
                .hasMessageContaining("no trainer answers");
    }
}
