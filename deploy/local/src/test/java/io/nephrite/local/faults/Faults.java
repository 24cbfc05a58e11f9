package io.nephrite.local.faults;

import static io.nephrite.local.faults.Trial.atLeast;
import static io.nephrite.local.faults.Trial.epoch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.local.service.ServiceKind;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What happens to processes, connections, disks, clocks, the broker's memory and a user's files, in the order tried.
 */
final class Faults {
    private static final Predicate<JsonNode> FINGERPRINTING = atLeast("fingerprint", 1);
    private static final Predicate<JsonNode> TRAINING = epoch(1);

    /** Training of this many epochs lasts longer than a minute. */
    private static final int LONG = 60;

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
        faults.add(new Fault("cache-read-only", "trainer's cache cannot be written for 20 s", Faults::cacheReadOnly));
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
        faults.add(new Fault(
                "clocks",
                "clocks of the services 10 minutes before and after the store's, two trainers",
                Faults::wrongClocks));
        faults.add(new Fault(
                "huge-checkpoint",
                "trainer stopped in training, its checkpoint's header said to have 2⁶⁰ bytes",
                Faults::hugeCheckpoint));
        return faults;
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
        return withDisk(l, "", "size=300k", "size=100m");
    }

    private static Outcome cacheReadOnly(Laboratory l) throws Exception {
        return withDisk(l, "volumes", "ro,size=100m", "rw");
    }

    /** A trainer whose cache, or a part of it, is a disk of its own, which is well after training was due for 20 s. */
    private static Outcome withDisk(Laboratory l, String part, String bad, String good) throws Exception {
        Path cache = l.system().work().resolve("small-cache");
        Path disk = Files.createDirectories(cache.resolve(part));
        if (run("mount", "-t", "tmpfs", "-o", bad, "tmpfs", disk.toString()) != 0) {
            return Outcome.fails("SKIPPED: this user may not mount a tmpfs");
        }
        ChildProcess usual = l.system().service(ServiceKind.TRAINER);
        usual.kill();
        try {
            ChildProcess small = l.system()
                    .add(ServiceKind.TRAINER, "trainer-small", Map.of("NEPHRITE_CACHE_DIR", cache.toString()));
            awaitLog(small, "trainer-service");
            List<String> told = new ArrayList<>();
            Outcome outcome = l.disturbed(atLeast("preprocessed", 6), trial -> {
                TimeUnit.SECONDS.sleep(20);
                trial.secondsToProgress(Duration.ofSeconds(1));
                told.addAll(trial.failures());
                run("mount", "-o", "remount," + good, disk.toString());
            });
            return new Outcome(
                    outcome.seen() + "; meanwhile the status said: "
                            + told.stream().findFirst().orElse("nothing"),
                    outcome.secondsToRecover(),
                    outcome.hashes(),
                    outcome.holds() && told.stream().anyMatch(t -> t.contains(cache.toString())));
        } finally {
            l.system().remove("trainer-small");
            run("umount", disk.toString());
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
        double drained = l.awaitDrained();
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

    private static Outcome offsetsLost(Laboratory l) throws Exception {
        l.awaitDrained();
        long events = l.records().events();
        long deadLetters = l.records().deadLetters();
        for (ServiceKind kind : ServiceKind.values()) {
            l.system().service(kind).close();
        }
        Records.onceMembersHaveLeft(() -> l.records().deleteGroups(Laboratory.GROUPS));
        for (ServiceKind kind : ServiceKind.values()) {
            l.system().service(kind).start();
        }
        l.system().awaitReady();
        Trial trial = l.begin();
        Outcome outcome = l.ended(trial, Optional.empty(), events, deadLetters, true);
        double drained = l.awaitDrained();
        long added = l.records().events() - events;
        return new Outcome(
                "%d old records; %s; drained after %.0f s; %d new records"
                        .formatted(events, outcome.seen(), drained, added),
                Optional.empty(),
                outcome.hashes(),
                outcome.holds());
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

    /** What users change while the work goes on. */
    static List<Fault> ofUsers() {
        return List.of(
                new Fault("emptied", "all objects deleted while fingerprinting", l -> emptied(l, true)),
                new Fault("emptied-unseen", "all objects deleted while ingest was down", l -> emptied(l, false)),
                new Fault("changed", "one image and its label changed in epoch 2", Faults::changed));
    }

    private static Outcome emptied(Laboratory l, boolean isIngestThere) throws Exception {
        long events = l.records().events();
        Trial trial = l.begin();
        trial.await("fingerprinting", FINGERPRINTING, Laboratory.MOMENT_PATIENCE);
        if (!isIngestThere) {
            l.system().service(ServiceKind.INGEST).kill();
        }
        l.system()
                .datasets()
                .list(trial.dataset() + "/")
                .forEach(o -> l.system().datasets().delete(o.key()));
        if (!isIngestThere) {
            // whoever was not there does not learn of it by events either
            Records.onceMembersHaveLeft(() -> l.records().skipObjectEvents(ServiceKind.INGEST.serviceName()));
            l.system().service(ServiceKind.INGEST).start();
            awaitReady(l, ServiceKind.INGEST);
        }
        long deleted = System.nanoTime();
        URI ofIngest = l.system().address(ServiceKind.INGEST).resolve("/datasets/" + trial.dataset());
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        int ingest = 0;
        String shown = "";
        while (System.nanoTime() < end) {
            ingest = l.system().getPatiently(ofIngest).statusCode();
            shown = l.system()
                    .get(l.system().address(ServiceKind.EVAL).resolve("/datasets/" + trial.dataset() + "/status"))
                    .body();
            if (ingest == 404 && shown.contains("uploaded")) {
                break;
            }
            TimeUnit.SECONDS.sleep(1);
        }
        double seconds = (System.nanoTime() - deleted) / 1e9;
        long added = l.records().events() - events;
        boolean said = shown.contains("no file of") || shown.contains("nothing is known");
        return Outcome.of(
                ingest == 404 && said && added < 500,
                "after %.0f s ingest answers %d; status ".formatted(seconds, ingest)
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
                outcome.seen() + "; meanwhile the status named " + told.size() + " waits"
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

    private static Outcome wrongClocks(Laboratory l) throws Exception {
        Optional<Path> library = ShiftedClock.library(l.system().work());
        if (library.isEmpty()) {
            return Outcome.fails("SKIPPED: no C compiler (cc) builds the library that shifts a clock");
        }
        boolean isAhead = true;
        for (ServiceKind kind : ServiceKind.values()) {
            l.system().service(kind).close();
            l.system().service(kind).start(ShiftedClock.variables(library.get(), isAhead ? 600 : -600));
            isAhead = !isAhead;
        }
        l.system().add(ServiceKind.TRAINER, "trainer-behind", ShiftedClock.variables(library.get(), -600));
        try {
            l.system().awaitReady();
            long events = l.records().events();
            long deadLetters = l.records().deadLetters();
            Trial trial = l.begin();
            trial.await("training", TRAINING, Laboratory.MOMENT_PATIENCE);
            Outcome outcome = l.ended(trial, Optional.empty(), events, deadLetters, true);
            long claims = l.system().results().list("_jobs/trainer/claims/").size();
            return new Outcome(
                    outcome.seen() + "; " + claims + " claims left",
                    Optional.empty(),
                    outcome.hashes(),
                    outcome.holds());
        } finally {
            l.system().remove("trainer-behind");
            for (ServiceKind kind : ServiceKind.values()) {
                l.system().service(kind).close();
                l.system().service(kind).start();
            }
        }
    }

    private static Outcome hugeCheckpoint(Laboratory l) throws Exception {
        return l.disturbed(TRAINING, trial -> {
            ChildProcess trainer = l.system().service(ServiceKind.TRAINER);
            trainer.close();
            ObjectStore results = l.system().results();
            String document = results.list(trial.dataset() + "/").stream()
                    .map(ObjectInfo::key)
                    .filter(FoldFolder::isOfRunningTraining)
                    .filter(key -> key.endsWith(".json"))
                    .reduce((a, b) -> b)
                    .orElseThrow(() -> new IOException("the trainer has left no checkpoint"));
            byte[] tensors = ByteBuffer.allocate(1024)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(1L << 60)
                    .array();
            ObjectNode pointer = (ObjectNode) Json.tree(results.bytes(document));
            pointer.put("bytes", tensors.length)
                    .put("sha256", HexFormat.of().formatHex(ContentHash.sha256().digest(tensors)));
            results.put(
                    document.substring(0, document.lastIndexOf('/') + 1)
                            + pointer.path("tensors").asText(),
                    tensors);
            results.put(document, Json.bytes(pointer));
            trainer.start();
            awaitReady(l, ServiceKind.TRAINER);
        });
    }
}
