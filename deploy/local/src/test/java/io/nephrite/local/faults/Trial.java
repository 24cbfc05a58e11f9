package io.nephrite.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.service.ServiceKind;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One dataset that goes through the system under a name of its own: uploaded file by file in a random order, followed
 * by its status, compared by its artefacts. Nothing but the upload starts the work.
 */
final class Trial {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final RealSystem system;
    private final DatasetFolder folder;
    private final String dataset;
    private final long begun = System.nanoTime();
    private Optional<JsonNode> status = Optional.empty();
    private String progress = "";
    private long movedAt = System.nanoTime();

    private Trial(RealSystem system, DatasetFolder folder, String dataset) {
        this.system = system;
        this.folder = folder;
        this.dataset = dataset;
    }

    /** Uploads the folder under that name. */
    static Trial begin(RealSystem system, DatasetFolder folder, String dataset, byte[] experiment) throws IOException {
        return begin(system, folder, dataset, experiment, Map.of());
    }

    /** @param others files that come in place of the folder's or beside them, by their path in the dataset */
    static Trial begin(
            RealSystem system, DatasetFolder folder, String dataset, byte[] experiment, Map<String, Path> others)
            throws IOException {
        Trial trial = new Trial(system, folder, dataset);
        trial.upload(experiment, others);
        return trial;
    }

    private void upload(byte[] experiment, Map<String, Path> others) throws IOException {
        ObjectStore datasets = system.datasets();
        datasets.put(dataset + "/" + ObjectKeys.GOAL_FILE, Json.bytes(new Goal(Milestone.REPORT)));
        datasets.put(dataset + "/" + Experiment.FILE, experiment);
        Map<String, Path> all = new TreeMap<>(folder.files());
        all.putAll(others);
        List<Map.Entry<String, Path>> files = new ArrayList<>(all.entrySet());
        Collections.shuffle(files, new Random(dataset.hashCode()));
        for (Map.Entry<String, Path> file : files) {
            datasets.put(dataset + "/" + file.getKey(), Files.readAllBytes(file.getValue()));
        }
    }

    String dataset() {
        return dataset;
    }

    /** One file is replaced by another of the folder. */
    void replace(String path, String by) throws IOException {
        system.datasets()
                .put(dataset + "/" + path, Files.readAllBytes(folder.files().get(by)));
    }

    /** Looks until the status is as wanted. */
    void await(String what, Predicate<JsonNode> wanted, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            look();
            if (status.filter(wanted).isPresent()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
        throw new NotSeenException(dataset + ": " + what + " was not seen within " + patience.toSeconds()
                + " s; the status is " + status.map(JsonNode::toString).orElse("absent"));
    }

    /**
     * Waits for the report.
     *
     * @return whether the report came in time
     */
    boolean awaitReport(Duration patience) throws InterruptedException {
        try {
            await("the report", s -> s.hasNonNull("reportKey"), patience);
            return true;
        } catch (NotSeenException e) {
            return false;
        }
    }

    /** Seconds from now until the next progress of any stage or epoch; empty where none comes in time, or is left. */
    Optional<Double> secondsToProgress(Duration patience) throws InterruptedException {
        look();
        if (status.filter(s -> s.hasNonNull("reportKey")).isPresent()) {
            return Optional.empty();
        }
        String before = progress;
        long from = System.nanoTime();
        long end = from + patience.toNanos();
        while (System.nanoTime() < end) {
            look();
            if (!progress.equals(before)) {
                return Optional.of((System.nanoTime() - from) / 1e9);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
        return Optional.empty();
    }

    /** Looks, and returns how far everything is: another text after each step of progress. */
    String progressNow() throws InterruptedException {
        look();
        return progress;
    }

    private void look() throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    system.get(system.address(ServiceKind.EVAL).resolve("/datasets/" + dataset + "/status"));
            if (answer.statusCode() != 200) {
                return;
            }
            JsonNode seen = Json.tree(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            String now = progressOf(seen);
            if (!now.equals(progress)) {
                progress = now;
                movedAt = System.nanoTime();
            }
            status = Optional.of(seen);
        } catch (IOException e) {
            // eval is away, or waits for the store
        }
    }

    private static String progressOf(JsonNode status) {
        StringBuilder text = new StringBuilder(status.path("version").asText());
        status.path("stages")
                .forEach(s -> text.append(' ')
                        .append(s.path("name").asText())
                        .append(s.path("done").asInt()));
        status.path("folds")
                .forEach(f -> text.append(' ')
                        .append(f.path("epoch").asInt())
                        .append('/')
                        .append(f.path("predicted").asInt())
                        .append('/')
                        .append(f.path("evaluated").asInt()));
        return text.append(status.hasNonNull("reportKey") ? " report" : "").toString();
    }

    /** Units that a stage has done. */
    static Predicate<JsonNode> atLeast(String stage, int done) {
        return status -> {
            for (JsonNode s : status.path("stages")) {
                if (s.path("name").asText().equals(stage)) {
                    return s.path("done").asInt() >= done;
                }
            }
            return false;
        };
    }

    /** Epochs that fold 0 has done. */
    static Predicate<JsonNode> epoch(int done) {
        return status -> status.path("folds").path(0).path("epoch").asInt() >= done;
    }

    Optional<JsonNode> status() {
        return status;
    }

    String progress() {
        return progress;
    }

    /** Failures that the status shows. */
    List<String> failures() {
        List<String> messages = new ArrayList<>();
        status.ifPresent(s -> s.path("failures")
                .forEach(f -> messages.add(
                        f.path("code").asText() + " " + f.path("message").asText())));
        return messages;
    }

    double secondsSinceBegin() {
        return (System.nanoTime() - begun) / 1e9;
    }

    double secondsSinceProgress() {
        return (System.nanoTime() - movedAt) / 1e9;
    }

    /** Asks ingest to look again, as a user would where nothing goes on. */
    void seal() throws IOException, InterruptedException {
        system.post(system.address(ServiceKind.INGEST).resolve("/datasets/" + dataset + "/seal"), "");
    }

    Artefacts artefacts() {
        String version = status.orElseThrow().path("version").asText();
        return Artefacts.of(system.results(), dataset, version);
    }

    /** Something that was waited for did not come. */
    static final class NotSeenException extends RuntimeException {
        NotSeenException(String message) {
            super(message);
        }
    }
}
