package io.nephrite.eval.app.training;

import io.nephrite.runtime.login.Login;
import io.nephrite.runtime.rest.RequestFault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Sends requests about trainings to the trainer, in the name of the system. The caller has checked the user's role. */
@ApplicationScoped
class TrainerClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final URI trainer;
    private final Optional<String> token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    @Inject
    TrainerClient(TrainerConfig config, Login login) {
        this(config, login.token());
    }

    /** @param token with which the trainer knows the system */
    TrainerClient(TrainerConfig config, Optional<String> token) {
        this.trainer = config.url();
        this.token = token;
    }

    /**
     * @param path of a resource of the trainer with its query, encoded; begins with a slash
     * @throws RequestFault 503 where the trainer does not answer
     */
    HttpResponse<byte[]> post(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(trainer.resolve(path)).timeout(ANSWER).POST(HttpRequest.BodyPublishers.noBody());
        token.ifPresent(known -> request.header("Authorization", "Bearer " + known));
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == Response.Status.UNAUTHORIZED.getStatusCode()) {
                throw RequestFault.busy("the trainer at " + trainer + " does not know this service; give both the same"
                        + " NEPHRITE_TOKEN, and ask again");
            }
            return answer;
        } catch (IOException e) {
            throw RequestFault.busy("no trainer answers at " + trainer + " (" + e
                    + "); start one, or set NEPHRITE_TRAINER_URL, and ask again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RequestFault.busy("stopped while asking the trainer");
        }
    }
}
