package io.nephrite.eval.app.training;

import io.nephrite.runtime.rest.RequestFault;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Takes wishes to the trainer. */
@ApplicationScoped
class TrainerClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final URI trainer;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    TrainerClient(TrainerConfig config) {
        this.trainer = config.url();
    }

    /**
     * @param path of a resource of the trainer with its query, encoded; begins with a slash
     * @throws RequestFault 503 where the trainer does not answer
     */
    HttpResponse<byte[]> post(String path) {
        HttpRequest request = HttpRequest.newBuilder(trainer.resolve(path))
                .timeout(ANSWER)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw RequestFault.busy("no trainer answers at " + trainer + " (" + e
                    + "); start one, or set NEPHRITE_TRAINER_URL, and ask again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RequestFault.busy("stopped while asking the trainer");
        }
    }
}
