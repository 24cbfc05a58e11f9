package io.nephrite.local.faults;

import static io.nephrite.local.faults.Trial.atLeast;
import static io.nephrite.local.faults.Trial.epoch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.event.Topic;
import io.nephrite.core.json.Json;
import io.nephrite.local.service.ServiceKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The faults of the table, in the order in which they are tried. */
final class Faults {
    private static final Predicate<JsonNode> FINGERPRINTING = atLeast("fingerprint", 1);
    private static final Predicate<JsonNode> TRAINING = epoch(1);

    /** Training of this many epochs lasts longer than a minute. */
    private static final int LONG = 60;

    private static final List<String> GROUPS =
            Arrays.stream(ServiceKind.values()).map(ServiceKind::serviceName).toList();

    private Faults() {}

    /** What happens to processes, connections, disks and the broker's memory. */
    static List<Fault> ofProcesses() {
        List<Fault> faults = new ArrayList<>();
        faults.add(new Fault(
                "kill-each", "kill -9 each service once in one run, started again after 1 s", Faults::killEach));
        for (ServiceKind kind : ServiceKind.values()) {
            faults.add(new Fault(
                    "kill-" + kind.name().toLowerCase(java.util.Locale.ROOT),
                    "kill -9 " + kind.serviceName() + " at its work, started again after 1 s",
                    l -> l.disturbed(workOf(kind), trial -> restart(l, kind))));
        }
        faults.add(new Fault(
                "kill-broker", "kill -9 broker at fingerprinting, 3 s, and in training, 5 s", Faults::killBroker));
        faults.add(new Fault(
                "kill-store-training",
                "kill -9 MinIO in training, 5 s",
                l -> l.disturbed(TRAINING, trial -> killStore(l, 5))));
        faults.add(new Fault(
                "kill-store-checking",
                "kill -9 MinIO while checking, 3 s",
                l -> l.disturbed(Faults::isBeingChecked, trial -> killStore(l, 3))));
        faults.add(new Fault(
                "cut-8s",
                "store connections cut 8 s at fingerprinting",
                l -> l.disturbed(FINGERPRINTING, trial -> cut(l, 8000))));
        faults.add(new Fault(
                "cut-0.3s",
                "store connections cut 0.3 s in training",
                l -> l.disturbed(TRAINING, trial -> cut(l, 300))));
        faults.add(new Fault(
                "cut-5s", "store connections cut 5 s in training", l -> l.disturbed(TRAINING, trial -> cut(l, 5000))));
        faults.add(new Fault("cuts-60", "60 cuts of 0.12 s in 30 s of training", Faults::manyCuts));
        faults.add(new Fault(
                "unavailable-60s",
                "503 for 60 s at fingerprinting",
                l -> l.disturbed(FINGERPRINTING, trial -> unavailable(l, 60))));
        faults.add(new Fault(
                "stall-60s",
                "store accepts and does not answer for 60 s at fingerprinting",
                l -> l.disturbed(FINGERPRINTING, trial -> stall(l, 60))));
        faults.add(new Fault(
                "stop-preprocess",
                "SIGSTOP preprocess 60 s, SIGCONT",
                l -> l.disturbed(FINGERPRINTING, trial -> suspend(l.system().service(ServiceKind.PREPROCESS), 60))));
        faults.add(new Fault("zombie-trainer", "SIGSTOP trainer 150 s, second trainer there, SIGCONT", Faults::zombie));
        faults.add(new Fault(
                "broker-away",
                "broker away 150 s in training",
                l -> l.disturbed(TRAINING, trial -> killBroker(l, 150))));
        faults.add(new Fault(
                "cache-full", "trainer's cache full (tmpfs 300 KB), room made after 20 s", Faults::cacheFull));
        faults.add(new Fault("store-full", "the store's disk full 60 s at fingerprinting", Faults::storeFull));
        faults.add(new Fault(
                "republish",
                "all old events published again, reversed and in order, beside a new dataset",
                Faults::republish));
        faults.add(new Fault("offsets-lost", "offsets of all five groups deleted", Faults::offsetsLost));
        faults.add(new Fault(
                "events-lost",
                "kill -9 of all services and loss of the broker's disk at preprocessing",
                l -> l.disturbed(atLeast("preprocessed", 1), trial -> loseAllEvents(l))));
        faults.add(new Fault(
                "events-lost-training", "the same in training", l -> l.disturbed(TRAINING, trial -> loseAllEvents(l))));
        faults.add(
                new Fault("two-at-once", "two datasets at once, two preprocess and two trainers", Faults::twoAtOnce));
        faults.add(new Fault("same-member", "a second preprocess with the same NEPHRITE_MEMBER", Faults::sameMember));
        return faults;
    }

    /** What comes from users and from whoever can write to the broker. */
    static List<Fault> ofInput() {
        return List.of(
                new Fault("poison", "500 poison records on all topics, then a new dataset", Faults::poison),
                new Fault(
                        "foreign-prediction",
                        "case-predicted that names another dataset's prediction",
                        Faults::foreignPrediction),
                new Fault("emptied", "all objects deleted while fingerprinting", Faults::emptied),
                new Fault("changed", "one image and its label changed in epoch 2", Faults::changed),
                new Fault(
                        "impossible-plans",
                        "plans with a patch of 100,000³",
                        l -> refusedPlans(l, "patch_size", "[100000, 100000, 100000]")),
                new Fault(
                        "impossible-batch",
                        "plans with a batch of 10⁹",
                        l -> refusedPlans(l, "batch_size", "1000000000")),
                new Fault("gzip-bomb", "an image of 300 MB more than its header says", Faults::bomb),
                new Fault("deep-plans", "plans of 100,000 brackets", Faults::deepPlans),
                new Fault("secrets", "the store's secret key in logs and metrics", Faults::secrets),
                new Fault("rest-seal", "POST /datasets/NoSuchName/seal with a body", Faults::sealOfNothing),
                new Fault("rest-names", "REST with names that no dataset can have", Faults::strangeNames));
    }

    private static boolean isBeingChecked(JsonNode status) {
        return status.path("stages").size() > 0;
    }

    private static Predicate<JsonNode> workOf(ServiceKind kind) {
        return switch (kind) {
            case INGEST -> Faults::isBeingChecked;
            case PREPROCESS -> FINGERPRINTING;
            case PLANNER -> atLeast("preprocessed", 1);
            case TRAINER -> TRAINING;
            case EVAL ->
                status -> status.path("folds").path(0).path("predicted").asInt() > 0;
        };
    }

    private static void restart(Laboratory l, ServiceKind kind) throws Exception {
        l.system().service(kind).kill();
        TimeUnit.SECONDS.sleep(1);
        l.system().service(kind).start();
        // from now on, not from its start: what a start costs is no fault's doing
        awaitReady(l, kind);
    }

    private static void awaitReady(Laboratory l, ServiceKind kind) throws Exception {
        URI ready = l.system().address(kind).resolve("/q/health/live");
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (System.nanoTime() < end) {
            try {
                if (l.system().get(ready).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException(kind.serviceName() + " does not start");
    }

    private static Outcome killEach(Laboratory l) throws Exception {
        return l.disturbed(Faults::isBeingChecked, trial -> {
            for (ServiceKind kind : ServiceKind.values()) {
                trial.await("the work of " + kind.serviceName(), workOf(kind), Laboratory.MOMENT_PATIENCE);
                restart(l, kind);
            }
        });
    }

    private static Outcome killBroker(Laboratory l) throws Exception {
        return l.disturbed(FINGERPRINTING, trial -> {
            killBroker(l, 3);
            trial.await("training", TRAINING, Laboratory.MOMENT_PATIENCE);
            killBroker(l, 5);
        });
    }

    private static void killBroker(Laboratory l, int seconds) throws Exception {
        l.system().brokerProcess().kill();
        TimeUnit.SECONDS.sleep(seconds);
        l.system().startBroker();
    }

    private static void killStore(Laboratory l, int seconds) throws Exception {
        l.system().minioProcess().kill();
        TimeUnit.SECONDS.sleep(seconds);
        l.system().startStore();
    }

    private static void cut(Laboratory l, int milliseconds) throws InterruptedException {
        l.system().storeProxy().cut();
        TimeUnit.MILLISECONDS.sleep(milliseconds);
        l.system().storeProxy().heal();
    }

    private static Outcome manyCuts(Laboratory l) throws Exception {
        return l.disturbed(l.experimentOf(LONG), TRAINING, trial -> {
            for (int i = 0; i < 60; i++) {
                cut(l, 120);
                TimeUnit.MILLISECONDS.sleep(380);
            }
        });
    }

    private static void unavailable(Laboratory l, int seconds) throws InterruptedException {
        l.system().storeProxy().answerUnavailable();
        TimeUnit.SECONDS.sleep(seconds);
        l.system().storeProxy().heal();
    }

    private static void stall(Laboratory l, int seconds) throws InterruptedException {
        l.system().storeProxy().stall();
        TimeUnit.SECONDS.sleep(seconds);
        l.system().storeProxy().heal();
    }

    private static void suspend(ChildProcess process, int seconds) throws Exception {
        process.suspend();
        TimeUnit.SECONDS.sleep(seconds);
        process.resume();
    }

    private static Outcome zombie(Laboratory l) throws Exception {
        l.system().add(ServiceKind.TRAINER, "trainer-two");
        try {
            l.system().awaitReady();
            return l.disturbed(TRAINING, trial -> {
                // whichever of both has the job
                ChildProcess first = l.system().service(ServiceKind.TRAINER);
                ChildProcess owner = holdsJob(l, "trainer-two") ? l.system().service("trainer-two") : first;
                suspend(owner, 150);
            });
        } finally {
            l.system().remove("trainer-two");
        }
    }

    private static boolean holdsJob(Laboratory l, String name) throws IOException {
        Path id = l.system().work().resolve("cache").resolve(name).resolve("worker.id");
        String worker = Files.readString(id).strip();
        return l.system().results().list("_jobs/trainer/claims/").stream()
                .reduce((a, b) -> b)
                .map(claim -> new String(l.system().results().bytes(claim.key()), StandardCharsets.UTF_8))
                .filter(claim -> claim.contains(worker))
                .isPresent();
    }

    private static Outcome cacheFull(Laboratory l) throws Exception {
        Path cache = l.system().work().resolve("small-cache");
        Files.createDirectories(cache);
        if (run("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", cache.toString()) != 0) {
            return Outcome.fails("SKIPPED: this user may not mount a tmpfs");
        }
        ChildProcess usual = l.system().service(ServiceKind.TRAINER);
        usual.kill();
        try {
            ChildProcess small = l.system()
                    .add(ServiceKind.TRAINER, "trainer-small", Map.of("NEPHRITE_CACHE_DIR", cache.toString()));
            l.system().service("trainer-small");
            awaitLog(small, "trainer-service");
            return l.disturbed(atLeast("preprocessed", 6), trial -> {
                TimeUnit.SECONDS.sleep(20);
                run("mount", "-o", "remount,size=100m", cache.toString());
            });
        } finally {
            l.system().remove("trainer-small");
            run("umount", cache.toString());
            usual.start();
        }
    }

    private static void awaitLog(ChildProcess process, String text) throws Exception {
        for (int i = 0; i < 600; i++) {
            if (Files.exists(process.log()) && Files.readString(process.log()).contains(text)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException(process.log() + " does not say " + text);
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static Outcome republish(Laboratory l) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> old = l.records().all();
        List<ProducerRecord<byte[], byte[]>> again = new ArrayList<>();
        old.forEach(r -> again.add(copy(r)));
        List<ProducerRecord<byte[], byte[]>> reversed = new ArrayList<>(again);
        Collections.reverse(reversed);
        reversed.addAll(again);
        long events = l.records().events();
        long deadLetters = l.records().deadLetters();
        Trial trial = l.begin();
        l.records().send(reversed);
        Outcome outcome = l.ended(trial, Optional.empty(), events, deadLetters, true);
        double drained = awaitDrained(l);
        long added = l.records().events() - events;
        return new Outcome(
                "%d old records twice; %s; drained after %.0f s; %d records in all, %.1f per old record"
                        .formatted(
                                old.size(),
                                outcome.seen(),
                                drained,
                                added,
                                (added - reversed.size()) / (double) reversed.size()),
                Optional.empty(),
                outcome.hashes(),
                outcome.holds());
    }

    private static ProducerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers());
    }

    /** Seconds until nothing waits on any topic. */
    private static double awaitDrained(Laboratory l) throws Exception {
        long begin = System.nanoTime();
        int quiet = 0;
        while (quiet < 5) {
            TimeUnit.MILLISECONDS.sleep(500);
            quiet = l.records().lag(GROUPS) == 0 ? quiet + 1 : 0;
            if (System.nanoTime() - begin > l.reportPatience().toNanos()) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static Outcome offsetsLost(Laboratory l) throws Exception {
        awaitDrained(l);
        long events = l.records().events();
        long deadLetters = l.records().deadLetters();
        for (ServiceKind kind : ServiceKind.values()) {
            l.system().service(kind).close();
        }
        deleteGroups(l);
        for (ServiceKind kind : ServiceKind.values()) {
            l.system().service(kind).start();
        }
        l.system().awaitReady();
        Trial trial = l.begin();
        Outcome outcome = l.ended(trial, Optional.empty(), events, deadLetters, true);
        double drained = awaitDrained(l);
        long added = l.records().events() - events;
        return new Outcome(
                "%d old records; %s; drained after %.0f s; %d new records"
                        .formatted(events, outcome.seen(), drained, added),
                Optional.empty(),
                outcome.hashes(),
                outcome.holds());
    }

    /** Static members stay in their group until their session ends. */
    private static void deleteGroups(Laboratory l) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (true) {
            try {
                l.records().deleteGroups(GROUPS);
                return;
            } catch (java.util.concurrent.ExecutionException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    /** What no service has in memory and no topic has either: only the store knows how far the work is. */
    private static void loseAllEvents(Laboratory l) throws Exception {
        for (ServiceKind kind : ServiceKind.values()) {
            l.system().service(kind).kill();
        }
        l.system().brokerProcess().kill();
        deleteTree(l.system().brokerFolder());
        l.system().startBroker();
        for (ServiceKind kind : ServiceKind.values()) {
            l.system().service(kind).start();
        }
        l.system().awaitReady();
    }

    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException problem) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static Outcome twoAtOnce(Laboratory l) throws Exception {
        l.system().add(ServiceKind.PREPROCESS, "preprocess-two");
        l.system().add(ServiceKind.TRAINER, "trainer-two");
        try {
            l.system().awaitReady();
            long events = l.records().events();
            long deadLetters = l.records().deadLetters();
            Trial first = l.begin();
            Trial second = l.begin();
            Outcome one = l.ended(first, Optional.empty(), events, deadLetters, true);
            Outcome two = l.ended(second, Optional.empty(), events, deadLetters, true);
            boolean equal = one.hashes().equals("equal") && two.hashes().equals("equal");
            return new Outcome(
                    one.seen() + " / " + two.seen(),
                    Optional.empty(),
                    equal ? "equal" : one.hashes() + " / " + two.hashes(),
                    one.holds() && two.holds());
        } finally {
            l.system().remove("preprocess-two");
            l.system().remove("trainer-two");
        }
    }

    private static Outcome sameMember(Laboratory l) throws Exception {
        ChildProcess twin = l.system()
                .add(
                        ServiceKind.PREPROCESS,
                        "preprocess-twin",
                        Map.of("NEPHRITE_MEMBER", ServiceKind.PREPROCESS.serviceName()));
        try {
            long events = l.records().events();
            long deadLetters = l.records().deadLetters();
            Trial trial = l.begin();
            Outcome outcome = l.ended(trial, Optional.empty(), events, deadLetters, true);
            String logs = Files.readString(twin.log())
                    + Files.readString(
                            l.system().service(ServiceKind.PREPROCESS).log());
            boolean said = logs.contains("NEPHRITE_MEMBER");
            return new Outcome(
                    outcome.seen() + (said ? "; the log names NEPHRITE_MEMBER" : "; nothing is said of the name"),
                    Optional.empty(),
                    outcome.hashes(),
                    outcome.holds() && said);
        } finally {
            l.system().remove("preprocess-twin");
        }
    }

    private static Outcome poison(Laboratory l) throws Exception {
        awaitDrained(l);
        long events = l.records().events();
        long deadLetters = l.records().deadLetters();
        List<ProducerRecord<byte[], byte[]>> records = Poison.records();
        l.records().send(records);
        double drained = awaitDrained(l);
        long followed = l.records().events() - events - records.size();
        long letters = l.records().deadLetters() - deadLetters;
        long strange = l.system().results().list("").stream()
                .filter(o -> Poison.isNoKeyOfOurs(o.key()))
                .count();
        Trial trial = l.begin();
        Outcome outcome = l.ended(
                trial, Optional.empty(), l.records().events(), l.records().deadLetters(), true);
        return new Outcome(
                "%d records; %d dead letters, %d events followed, drained after %.0f s, %d strange objects; then %s"
                        .formatted(records.size(), letters, followed, drained, strange, outcome.seen()),
                Optional.empty(),
                outcome.hashes(),
                outcome.holds()
                        && letters <= records.size()
                        && followed <= records.size()
                        && strange == 0
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
        trial.await("training", TRAINING, Laboratory.MOMENT_PATIENCE);
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

    private static Outcome emptied(Laboratory l) throws Exception {
        long events = l.records().events();
        Trial trial = l.begin();
        trial.await("fingerprinting", FINGERPRINTING, Laboratory.MOMENT_PATIENCE);
        l.system()
                .datasets()
                .list(trial.dataset() + "/")
                .forEach(o -> l.system().datasets().delete(o.key()));
        URI ofIngest = l.system().address(ServiceKind.INGEST).resolve("/datasets/" + trial.dataset());
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        int ingest = 0;
        String shown = "";
        while (System.nanoTime() < end) {
            ingest = l.system().get(ofIngest).statusCode();
            shown = l.system()
                    .get(l.system().address(ServiceKind.EVAL).resolve("/datasets/" + trial.dataset() + "/status"))
                    .body();
            if (ingest == 404 && shown.contains("uploaded")) {
                break;
            }
            TimeUnit.SECONDS.sleep(1);
        }
        long added = l.records().events() - events;
        boolean said = shown.contains("no file of") || shown.contains("nothing is known");
        return Outcome.of(
                ingest == 404 && said && added < 500,
                "ingest answers " + ingest + "; status "
                        + (said ? "says that nothing is there any more" : "goes on showing the version") + "; " + added
                        + " events");
    }

    private static Outcome storeFull(Laboratory l) throws Exception {
        Path disk = l.system().storeDisk();
        if (!SmallDisk.isAt(disk)) {
            return Outcome.fails("SKIPPED: only with --small-store");
        }
        List<String> told = new ArrayList<>();
        Outcome outcome = l.disturbed(FINGERPRINTING, trial -> {
            SmallDisk.fill(disk);
            TimeUnit.SECONDS.sleep(60);
            trial.secondsToProgress(Duration.ofSeconds(1));
            told.addAll(trial.failures());
            SmallDisk.makeRoom(disk);
        });
        return new Outcome(
                outcome.seen() + "; meanwhile the status told " + told.size() + " waits"
                        + told.stream().findFirst().map(t -> ": " + t).orElse(""),
                outcome.secondsToRecover(),
                outcome.hashes(),
                outcome.holds() && told.stream().anyMatch(t -> t.contains("bytes are needed")));
    }

    private static Outcome changed(Laboratory l) throws Exception {
        Trial trial = l.begin();
        trial.await("epoch 2", epoch(2), Laboratory.MOMENT_PATIENCE);
        String old = trial.status().orElseThrow().path("version").asText();
        trial.replace("imagesTr/case_00001_0000.nii.gz", "imagesTr/case_00002_0000.nii.gz");
        trial.replace("labelsTr/case_00001.nii.gz", "labelsTr/case_00002.nii.gz");
        long changed = System.nanoTime();
        trial.await(
                "the report of another version",
                s -> !s.path("version").asText().equals(old) && s.hasNonNull("reportKey"),
                l.reportPatience());
        double seconds = (System.nanoTime() - changed) / 1e9;
        String oldReport = trial.dataset() + "/results/" + old + "/report.json";
        long end = System.nanoTime() + l.reportPatience().toNanos();
        while (!l.system().results().exists(oldReport) && System.nanoTime() < end) {
            TimeUnit.SECONDS.sleep(1);
        }
        String ofOld = l.compare(Artefacts.of(l.system().results(), trial.dataset(), old));
        String ofNew = l.compare(trial);
        return new Outcome(
                "a new version with its report after %.0f s; its checkpoint %s; %d failures shown; hashes of the old one"
                        .formatted(
                                seconds,
                                ofNew.contains("checkpoint_final") ? "differs" : "is the same",
                                trial.failures().size()),
                Optional.empty(),
                ofOld,
                ofOld.equals("equal")
                        && ofNew.contains("checkpoint_final")
                        && trial.failures().isEmpty());
    }

    /** Plans of an earlier run with one field that no machine can honour. */
    private static Outcome refusedPlans(Laboratory l, String field, String value) throws Exception {
        String made = l.system().results().list("").stream()
                .map(o -> o.key())
                .filter(key -> key.endsWith("/nnUNetPlans.json"))
                .findFirst()
                .orElseThrow();
        ObjectNode plans = (ObjectNode) Json.tree(l.system().results().bytes(made));
        ((ObjectNode) plans.at("/configurations/3d_fullres"))
                .set(field, Json.tree(value.getBytes(StandardCharsets.UTF_8)));
        return refused(l, "nnUNetPlans.json", Json.bytes(plans), "memory|bytes|TiB|GiB");
    }

    private static Outcome deepPlans(Laboratory l) throws Exception {
        return refused(l, "nnUNetPlans.json", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8), "nesting depth");
    }

    private static Outcome bomb(Laboratory l) throws Exception {
        String image = "imagesTr/case_00000_0000.nii.gz";
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (InputStream whole = new GZIPInputStream(
                        Files.newInputStream(l.folder().files().get(image)));
                GZIPOutputStream out = new GZIPOutputStream(packed)) {
            whole.transferTo(out);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++) {
                out.write(zeros);
            }
        }
        return refused(l, image, packed.toByteArray(), "case_00000|TRAILING_BYTES|error");
    }

    /** A file that must be refused with words that match a pattern, before anything is preprocessed. */
    private static Outcome refused(Laboratory l, String path, byte[] content, String words) throws Exception {
        Path file = Files.createTempFile(l.system().work(), "other", ".file");
        Files.write(file, content);
        Trial trial = l.begin(Map.of(path, file));
        trial.await("a refusal", s -> s.path("failures").size() > 0, Laboratory.MOMENT_PATIENCE);
        double seconds = trial.secondsSinceBegin();
        String message = String.join("; ", trial.failures());
        boolean isEarly = !trial.status().filter(atLeast("preprocessed", 1)).isPresent();
        return Outcome.of(
                isEarly && Pattern.compile(words).matcher(message).find(),
                "refused after %.0f s%s: %s"
                        .formatted(
                                seconds,
                                isEarly ? "" : ", when volumes were preprocessed already",
                                message.length() <= 300 ? message : message.substring(0, 300) + "…"));
    }

    private static Outcome secrets(Laboratory l) throws Exception {
        List<String> found = new ArrayList<>();
        for (ServiceKind kind : ServiceKind.values()) {
            String log = Files.readString(l.system().service(kind).log());
            String metrics = l.system()
                    .get(l.system().address(kind).resolve("/q/metrics"))
                    .body();
            if (log.contains(RealSystem.SECRET_KEY) || metrics.contains(RealSystem.SECRET_KEY)) {
                found.add(kind.serviceName());
            }
        }
        return Outcome.of(found.isEmpty(), found.isEmpty() ? "in none of the five" : "found in those of " + found);
    }

    private static Outcome sealOfNothing(Laboratory l) throws Exception {
        int status = l.system()
                .post(
                        l.system().address(ServiceKind.INGEST).resolve("/datasets/NoSuchName/seal"),
                        "{\"until\": \"plans\"}")
                .statusCode();
        boolean made = !l.system().datasets().list("NoSuchName/").isEmpty();
        return Outcome.of(
                status == 404 && !made, "answer " + status + (made ? "; made a dataset" : "; nothing written"));
    }

    private static Outcome strangeNames(Laboratory l) throws Exception {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("%2e%2e%2f..%2fx", "traversal");
        names.put("%00", "NUL");
        names.put("a".repeat(3000), "3,000 characters");
        names.put("%3Cb%3E", "HTML");
        names.put("_jobs", "_jobs");
        List<String> seen = new ArrayList<>();
        boolean holds = true;
        for (Map.Entry<String, String> name : names.entrySet()) {
            int eval = l.system()
                    .get(l.system().address(ServiceKind.EVAL).resolve("/datasets/" + name.getKey() + "/status"))
                    .statusCode();
            int ingest = l.system()
                    .get(l.system().address(ServiceKind.INGEST).resolve("/datasets/" + name.getKey()))
                    .statusCode();
            seen.add(name.getValue() + " " + eval + "/" + ingest);
            holds &= eval / 100 == 4 && ingest / 100 == 4;
        }
        int estimate = l.system()
                .post(
                        l.system().address(ServiceKind.TRAINER).resolve("/estimates"),
                        "{\"dataset\": \"../x\", \"version\": \"../y\"}")
                .statusCode();
        seen.add("estimates of ../x " + estimate);
        return Outcome.of(holds && estimate / 100 == 4, "answers of eval/ingest: " + String.join(", ", seen));
    }
}
