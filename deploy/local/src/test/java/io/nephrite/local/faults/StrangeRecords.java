package io.nephrite.local.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.event.Topic;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** What whoever can write to the broker and to the results may send: broken, forged and foreign events and jobs. */
final class StrangeRecords {
    private static final int TOO_LARGE = 5_000_000;

    private StrangeRecords() {}

    static List<Fault> all() {
        return List.of(
                new Fault("poison", "500 poison records on all topics, then a new dataset", StrangeRecords::poison),
                new Fault("large-record", "a record of 5 MB", StrangeRecords::largeRecord),
                new Fault(
                        "foreign-prediction",
                        "case-predicted that names another dataset's prediction",
                        StrangeRecords::foreignPrediction),
                new Fault("strange-job", "a job with ../ in its configuration", StrangeRecords::strangeJob));
    }

    private static Outcome poison(Laboratory l) throws Exception {
        l.awaitDrained();
        long events = l.records().events();
        long deadLetters = l.records().deadLetters();
        List<ProducerRecord<byte[], byte[]>> records = Poison.records();
        l.records().send(records);
        double drained = l.awaitDrained();
        long followed = l.records().events() - events - records.size();
        long letters = l.records().deadLetters() - deadLetters;
        List<String> strange = l.system().results().list("").stream()
                .map(ObjectInfo::key)
                .filter(Poison::isNoKeyOfOurs)
                .toList();
        Trial trial = l.begin();
        Outcome outcome = l.ended(
                trial, Optional.empty(), l.records().events(), l.records().deadLetters(), true);
        return new Outcome(
                "%d records; %d dead letters, %d events followed, drained after %.0f s, strange objects %s; then %s"
                        .formatted(records.size(), letters, followed, drained, strange, outcome.seen()),
                Optional.empty(),
                outcome.hashes(),
                outcome.holds()
                        && letters <= records.size()
                        && followed <= records.size()
                        && strange.isEmpty()
                        && drained < l.reportPatience().toSeconds());
    }

    private static Outcome foreignPrediction(Laboratory l) throws Exception {
        Trial other = l.begin();
        if (!other.awaitReport(l.reportPatience())) {
            return Outcome.fails("the other dataset has no report");
        }
        String otherVersion = other.status().orElseThrow().path("version").asText();
        String foreignKey = l
                .system()
                .results()
                .list(other.dataset() + "/results/" + otherVersion + "/3d_fullres/fold_0/validation/")
                .stream()
                .map(o -> o.key())
                .filter(key -> key.endsWith(".nii.gz"))
                .findFirst()
                .orElseThrow();
        long deadLetters = l.records().deadLetters();
        ConsumerRecord<byte[], byte[]> example = l.records().all().stream()
                .filter(r -> r.topic().equals(Topic.CASE_PREDICTED.topicName()))
                .reduce((a, b) -> b)
                .orElseThrow();
        Trial trial = l.begin();
        trial.await("training", Trial.epoch(1), Laboratory.MOMENT_PATIENCE);
        String version = trial.status().orElseThrow().path("version").asText();
        String validation =
                foreignKey.substring(foreignKey.lastIndexOf('/') + 1).replace(".nii.gz", "");
        ObjectNode forged = (ObjectNode) Json.tree(example.value());
        forged.put("dataset", trial.dataset());
        forged.put("version", version);
        forged.put("caseId", validation);
        forged.put("predictionKey", foreignKey);
        l.records()
                .send(List.of(new ProducerRecord<>(
                        Topic.CASE_PREDICTED.topicName(), null, example.key(), Json.bytes(forged), example.headers())));
        Outcome outcome = l.ended(
                trial, Optional.empty(), l.records().events(), l.records().deadLetters(), true);
        String refused = l.records().deadLetters() > deadLetters ? "; the forged record is a dead letter" : "";
        return new Outcome(
                outcome.seen() + refused,
                Optional.empty(),
                outcome.hashes(),
                outcome.hashes().equals("equal"));
    }

    private static Outcome largeRecord(Laboratory l) throws Exception {
        try {
            l.records().send(List.of(new ProducerRecord<>(Topic.CASE_CHECKED.topicName(), new byte[TOO_LARGE])));
            return Outcome.fails("the broker took it");
        } catch (ExecutionException e) {
            return Outcome.of(
                    e.getCause() instanceof RecordTooLargeException,
                    "refused by the broker: " + e.getCause().getMessage());
        }
    }

    private static Outcome strangeJob(Laboratory l) throws Exception {
        Trial trial = l.begin();
        trial.await("training", Trial.epoch(1), Laboratory.MOMENT_PATIENCE);
        ObjectStore results = l.system().results();
        ObjectNode job = results.list("_jobs/trainer/open/").stream()
                .map(ObjectInfo::key)
                .filter(key -> key.contains("training-"))
                .findFirst()
                .map(key -> (ObjectNode) Json.tree(results.bytes(key)))
                .orElseThrow();
        String id = "training-0123456789abcdef.strange";
        job.put("id", id);
        ((ObjectNode) job.path("event")).put("configuration", "../../x");
        String key = "_jobs/trainer/open/" + id + ".json";
        results.put(key, Json.bytes(job));
        if (!trial.awaitReport(l.reportPatience())) {
            return Outcome.fails("no report beside it");
        }
        long begin = System.nanoTime();
        while (results.exists(key)
                && System.nanoTime() - begin < Duration.ofMinutes(3).toNanos()) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
        boolean isClosed = !results.exists(key);
        long left = results.list("_jobs/trainer/").stream()
                .filter(object -> object.key().contains(id))
                .count();
        String hashes = l.compare(trial);
        return new Outcome(
                "the dataset beside it is reported; the job is "
                        + (isClosed ? "closed, " + left + " objects of it left" : "still open"),
                Optional.empty(),
                hashes,
                isClosed && left == 0 && hashes.equals("equal"));
    }
}
