package io.nephrite.ingest.step;

import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.Event;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Ingest without broker: object records and events go through a queue that a test may shuffle, double or lose. */
final class IngestWorld {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration OVERDUE = Duration.ofSeconds(60);

    final ManualClock clock = new ManualClock();
    final InMemoryObjectStore datasets = new InMemoryObjectStore(clock);
    final InMemoryObjectStore results = new InMemoryObjectStore(clock);
    /** Everything that left ingest. */
    final List<Event> emitted = new ArrayList<>();

    final Deque<Object> queue = new ArrayDeque<>();
    int checksRun;

    private Intakes intakes;
    private IntakeStep intake;
    private CheckCaseStep checkCase;
    private SealDatasetStep sealDataset;
    private ReconcileStep reconcile;

    IngestWorld() {
        restart();
    }

    /** A new process with the same stores. */
    void restart() {
        DescriptionCache descriptions = new DescriptionCache(datasets);
        intakes = new Intakes(datasets, results, descriptions, clock);
        intake = new IntakeStep(intakes, new ImageUploads(datasets, results), ObjectKeys.DATASETS);
        checkCase = new CheckCaseStep(datasets, results, descriptions);
        sealDataset = new SealDatasetStep(datasets, results, intakes, SETTLE);
        reconcile = new ReconcileStep(datasets, intakes, OVERDUE);
    }

    void upload(String key, byte[] bytes) {
        datasets.put(key, bytes);
        queue.add(record(datasets.stat(key).orElseThrow()));
    }

    void uploadFolder(Path folder, String dataset) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                upload(dataset + "/" + folder.relativize(file), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String key) {
        datasets.delete(key);
        queue.add(removal(key));
    }

    /** Works until nothing is left to do, but lets no time pass. */
    void drain() {
        while (!queue.isEmpty()) {
            step(queue.poll());
        }
    }

    void step(Object message) {
        if (message instanceof byte[] record) {
            emit(intake.handle(record));
        } else if (message instanceof CaseCheckRequested request) {
            long before = results.writes();
            emit(checkCase.handle(request));
            checksRun += (int) (results.writes() - before);
        } else if (message instanceof CaseChecked checked) {
            emit(sealDataset.handle(checked));
        }
    }

    /** Works, waits until the uploads have settled, and seals what is ready. */
    void settle() {
        settle(() -> {});
    }

    /** @param whilePublishing happens when the events of a seal are published and it is not committed yet */
    void settle(Runnable whilePublishing) {
        drain();
        for (int i = 0; i < 4; i++) {
            clock.advance(SETTLE);
            for (String dataset : sealDataset.ready()) {
                SealDatasetStep.Sealing sealing = sealDataset.seal(dataset);
                emit(sealing.events());
                whilePublishing.run();
                sealing.commit().run();
            }
            sealDataset.tellStatus();
            drain();
        }
    }

    void reconcile() {
        clock.advance(OVERDUE.plusSeconds(1));
        emit(reconcile.reconcile());
    }

    /** The REST call. */
    void requestSeal(String dataset) {
        emit(sealDataset.request(dataset, Optional.empty()).orElseThrow());
    }

    Map<String, String> refused() {
        return intakes.refused();
    }

    SealDatasetStep sealDataset() {
        return sealDataset;
    }

    Optional<String> version(String dataset) {
        return results.find(ObjectKeys.current(dataset))
                .map(b -> Json.tree(b).get("version").asText());
    }

    DatasetManifest manifest(String dataset) {
        return DatasetManifest.parse(results.bytes(
                ObjectKeys.manifest(new VersionId(dataset, version(dataset).orElseThrow()))));
    }

    IngestReport report(String dataset) {
        return IngestReport.parse(results.bytes(ObjectKeys.newestIngestReport(dataset)));
    }

    <E extends Event> List<E> emitted(Class<E> type) {
        return emitted.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void emit(List<Event> events) {
        emitted.addAll(events);
        // through JSON, as between processes
        events.forEach(e -> queue.add(Json.read(Json.bytes(e), e.getClass())));
    }

    static byte[] record(ObjectInfo info) {
        return record("s3:ObjectCreated:Put", info.key(), info.size(), info.etag());
    }

    static byte[] removal(String key) {
        return record("s3:ObjectRemoved:Delete", key, 0, "");
    }

    private static byte[] record(String name, String key, long size, String etag) {
        Map<String, Object> object =
                Map.of("key", URLEncoder.encode(key, StandardCharsets.UTF_8), "size", size, "eTag", etag);
        Map<String, Object> s3 = Map.of("bucket", Map.of("name", ObjectKeys.DATASETS), "object", object);
        return Json.bytes(Map.of("EventName", name, "Records", List.of(Map.of("eventName", name, "s3", s3))));
    }
}
