package io.nephrite.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.minio.MinioClient;
import io.nephrite.core.housekeeping.DatasetDeletion;
import io.nephrite.core.housekeeping.SweepResult;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.planning.TrainingEstimate;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.s3.S3Connection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A client of a running system: reaches its two buckets and the services' REST resources. Whoever ends the store next
 * closes it, since the embedded store waits two seconds for connections that clients keep open.
 */
public final class ServiceClient implements AutoCloseable {
    /** How services say what is wrong with a request, RFC 9457. */
    private static final String PROBLEM_JSON = "application/problem+json";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** All files of the dataset are listed, and the check of each case may be asked for. */
    private static final Duration SEAL_PATIENCE = Duration.ofMinutes(5);

    /** Every object of the store is listed. */
    private static final Duration SWEEP_PATIENCE = Duration.ofMinutes(30);

    private static final Duration ESTIMATE_PATIENCE = Duration.ofMinutes(10);
    /** Every dead-letter topic is read. */
    private static final Duration DEAD_LETTER_PATIENCE = Duration.ofMinutes(2);

    private final Connection connection;
    private final MinioClient minio;
    private final MinioObjectStore datasets;
    private final ObjectStore results;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    public ServiceClient(Connection connection) {
        this.connection = connection;
        minio = new S3Connection(
                        connection.s3Endpoint(),
                        connection.s3AccessKey(),
                        connection.s3SecretKey(),
                        S3Connection.USUAL_REGION)
                .client();
        datasets = new MinioObjectStore(minio, connection.namespace().datasets());
        results = new MinioObjectStore(minio, connection.namespace().nephrite());
    }

    public Connection connection() {
        return connection;
    }

    @Override
    public void close() throws IOException {
        try {
            minio.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the connections to " + connection.s3Endpoint() + " were not closed", e);
        }
    }

    /** Bucket {@code datasets}. */
    public ObjectStore datasets() {
        return datasets;
    }

    /** Bucket {@code nephrite}. */
    public ObjectStore results() {
        return results;
    }

    /** Of both buckets, into a folder. */
    public Backup backup(Path folder) {
        return new Backup(datasets, results, folder);
    }

    /** The inverse of {@link #backup}. */
    public Restore restore(Path folder) {
        return new Restore(datasets, results, folder);
    }

    public DatasetUpload upload() {
        return new DatasetUpload(datasets, MinioObjectStore.PART_BYTES);
    }

    /** Whether eval answers. */
    public boolean isReachable() throws InterruptedException {
        try {
            return send(request("eval-service", "/q/health/live").GET().timeout(Duration.ofSeconds(3)))
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks ingest to look at a dataset now; work that is not finished goes on. */
    public Answer seal(String dataset) throws IOException, InterruptedException {
        return answer(send(sealing(dataset)));
    }

    /**
     * Tells ingest that no more files of a dataset come: what is there is sealed, or its faults are reported.
     *
     * @throws RefusedException where ingest does not take it
     */
    public void endUpload(String dataset) throws IOException, InterruptedException {
        require(send(sealing(dataset)));
    }

    private HttpRequest.Builder sealing(String dataset) {
        return request("ingest-service", "/datasets/" + encode(dataset) + "/seal")
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(SEAL_PATIENCE);
    }

    /** Empty where eval knows nothing of the dataset yet. */
    public Optional<DatasetStatus> status(String dataset) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(request("eval-service", "/datasets/" + encode(dataset) + "/status")
                .GET()
                .timeout(PATIENCE));
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        return Optional.of(Json.read(require(response), DatasetStatus.class));
    }

    /** Names of the datasets that eval knows, as JSON. */
    public JsonNode datasetList() throws IOException, InterruptedException {
        return Json.tree(require(send(request("eval-service", "/datasets").GET().timeout(PATIENCE))));
    }

    /** What training a version would cost where the trainer runs, from measured steps. */
    public TrainingEstimate estimate(VersionId version) throws IOException, InterruptedException {
        byte[] body = Json.bytes(version);
        HttpResponse<byte[]> response = send(request("trainer-service", "/estimates")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .timeout(ESTIMATE_PATIENCE));
        return Json.read(require(response), TrainingEstimate.class);
    }

    /**
     * Records that could not be worked on, as JSON.
     *
     * @param topic of the records; all where it is empty
     * @param limit so many of the newest of each topic
     * @param all also those that were replayed or dropped
     */
    public JsonNode deadLetters(Optional<String> topic, int limit, boolean all)
            throws IOException, InterruptedException {
        String query = "?limit=" + limit + "&all=" + all
                + topic.map(t -> "&topic=" + encode(t)).orElse("");
        return Json.tree(require(
                send(request("eval-service", "/dead-letters" + query).GET().timeout(DEAD_LETTER_PATIENCE))));
    }

    /** One of them with its content. */
    public Answer deadLetter(String id) throws IOException, InterruptedException {
        return answer(send(
                request("eval-service", "/dead-letters/" + encode(id)).GET().timeout(PATIENCE)));
    }

    /**
     * Asks for an action on a dead letter.
     *
     * @param action {@code replay} or {@code drop}
     */
    public Answer deadLetter(String id, String action) throws IOException, InterruptedException {
        return answer(send(request("eval-service", "/dead-letters/" + encode(id) + "/" + action)
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)));
    }

    /**
     * Deletes what nothing needs, or says what that would be.
     *
     * @param keep so many of the newest versions of each dataset; all where it is empty
     */
    public SweepResult sweep(boolean isDryRun, OptionalInt keep, Duration age)
            throws IOException, InterruptedException {
        String query = "?age=" + encode(age.toString()) + (keep.isPresent() ? "&keep=" + keep.getAsInt() : "");
        HttpRequest.Builder request = request("eval-service", "/sweep" + query).timeout(SWEEP_PATIENCE);
        return Json.read(
                require(send(isDryRun ? request.GET() : request.POST(HttpRequest.BodyPublishers.noBody()))),
                SweepResult.class);
    }

    /**
     * Asks for the deletion of a dataset.
     *
     * @throws RefusedException where there is nothing of it
     */
    public DatasetDeletion delete(String dataset, boolean withModels) throws IOException, InterruptedException {
        return Json.read(
                require(send(request("eval-service", "/datasets/" + encode(dataset) + "?models=" + withModels)
                        .DELETE()
                        .timeout(PATIENCE))),
                DatasetDeletion.class);
    }

    /** How far a deletion is that was asked for. */
    public DatasetDeletion deletion(String dataset) throws IOException, InterruptedException {
        return Json.read(
                require(send(request("eval-service", "/datasets/" + encode(dataset) + "/deletion")
                        .GET()
                        .timeout(PATIENCE))),
                DatasetDeletion.class);
    }

    private HttpRequest.Builder request(String service, String path) {
        URI address = connection.services().get(service);
        if (address == null) {
            throw new IllegalArgumentException("the address of " + service + " is not known");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
        connection.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest built = request.build();
        try {
            return http.send(built, HttpResponse.BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            // the client's own has no words
            ConnectException told =
                    new ConnectException("nothing answers at " + built.uri().getScheme() + "://"
                            + built.uri().getAuthority() + "; is the system running, and is the address right?");
            told.initCause(e);
            throw told;
        }
    }

    private static byte[] require(HttpResponse<byte[]> response) throws IOException {
        Answer answer = answer(response);
        if (!answer.accepted()) {
            String message = response.uri() + " answered " + answer.status() + ": " + answer.message();
            throw answer.status() / 100 == 4 ? new RefusedException(message) : new IOException(message);
        }
        return response.body();
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return new Answer(
                response.statusCode(),
                type.startsWith(PROBLEM_JSON)
                        ? Json.tree(response.body()).path("detail").asText()
                        : new String(response.body(), StandardCharsets.UTF_8));
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * What a service answered.
     *
     * @param status of HTTP
     * @param message the body; of a problem its detail
     */
    public record Answer(int status, String message) {
        public boolean accepted() {
            return status / 100 == 2;
        }
    }
}
