package io.nephrite.ingest.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.dataset.layout.CaseEntry;
import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of one dataset: its files, the cases they make up, which of them were checked. Built from one listing of
 * each bucket, then kept up to date by events at a cost that does not grow with the dataset. Only a hint for when to
 * look again: what is sealed comes from a new listing. Guarded by its own monitor.
 */
final class DatasetIntake {
    private static final int AWAITED_SHOWN = 20;

    /** A list of 100,000 cases has 2 MiB. */
    private static final long LARGEST_DOCUMENT_BYTES = 8 << 20;

    private final String dataset;
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final DescriptionCache descriptions;
    private final Clock clock;

    private final Set<String> checkKeys = new HashSet<>();
    /** Cases whose newest files are not checked yet, and since when that was asked for. */
    private final Map<String, Pending> pending = new HashMap<>();

    private Map<String, StoredFile> files = new TreeMap<>();
    private Optional<Description> description = Optional.empty();
    private Experiment experiment = Experiment.defaults();
    private List<Fault> experimentFaults = List.of();
    private Optional<CaseBook> book = Optional.empty();
    private Instant lastChange;
    /** How often the seal was asked for, and how many of these requests are answered. */
    private int requests;

    private int requestsAnswered;
    private Answer answer = Answer.NONE;
    private Optional<String> signature = Optional.empty();
    /** The status that lies in the store. */
    private Optional<IntakeStatus> told = Optional.empty();

    DatasetIntake(
            String dataset, ObjectStore datasets, ObjectStore results, DescriptionCache descriptions, Clock clock) {
        this.dataset = dataset;
        this.datasets = datasets;
        this.results = results;
        this.descriptions = descriptions;
        this.clock = clock;
        this.lastChange = clock.instant();
    }

    String dataset() {
        return dataset;
    }

    /** Takes the truth from the store; returns requests for the checks that are missing. */
    synchronized List<Event> reload() {
        checkKeys.clear();
        results.list(ObjectKeys.checks(dataset)).forEach(info -> checkKeys.add(info.key()));
        if (!isForced() && results.exists(ObjectKeys.sealRequest(dataset))) {
            requests++;
        }
        if (answer.equals(Answer.NONE)) {
            told = results.find(ObjectKeys.intake(dataset)).map(IntakeStatus::parse);
            told.ifPresent(known -> {
                answer = new Answer(
                        known.signature(),
                        known.state() == IntakeStatus.State.SEALED,
                        known.version(),
                        known.message());
            });
        }
        return describe(byPath(datasets.list(ObjectKeys.uploads(dataset))));
    }

    /** Takes a listing of the dataset; returns requests for checks that are missing where anything has changed. */
    synchronized List<Event> refresh(List<ObjectInfo> listing) {
        Map<String, StoredFile> listed = byPath(listing);
        return listed.equals(files) ? List.of() : describe(listed);
    }

    private Map<String, StoredFile> byPath(List<ObjectInfo> listing) {
        Map<String, StoredFile> listed = new TreeMap<>();
        for (ObjectInfo info : listing) {
            String path = info.key().substring(dataset.length() + 1);
            if (!FileNames.isDebris(path)) {
                listed.put(path, new StoredFile(info.key(), info.size(), info.etag()));
            }
        }
        return listed;
    }

    private void changed() {
        lastChange = clock.instant();
        signature = Optional.empty();
    }

    /** An object of the dataset was written or removed. */
    synchronized List<Event> apply(ObjectRecord record) {
        String path = record.key().substring(dataset.length() + 1);
        if (FileNames.isDebris(path)) {
            return List.of();
        }
        StoredFile file = new StoredFile(record.key(), record.size(), record.etag());
        Map<String, StoredFile> now = isDescription(path) ? new TreeMap<>(files) : files;
        if (record.removed() ? now.remove(path) == null : file.equals(now.put(path, file))) {
            return List.of();
        }
        if (isDescription(path)) {
            return describe(now);
        }
        changed();
        if (book.isEmpty()) {
            return List.of();
        }
        if (record.removed()) {
            book.get().remove(path);
            return List.of();
        }
        return book.get().put(path, file).map(this::request).orElse(List.of());
    }

    synchronized void checked(String caseId, String contentId, String checkKey) {
        checkKeys.add(checkKey);
        Pending open = pending.get(caseId);
        if (open != null && open.contentId.equals(contentId)) {
            pending.remove(caseId);
        }
    }

    /** Asks again for checks that were asked for too long ago: their events were lost. */
    synchronized List<Event> overdue(Duration age) {
        Instant since = clock.instant().minus(age);
        List<Event> events = new ArrayList<>();
        for (Pending open : pending.values()) {
            if (open.since.isBefore(since)) {
                open.since = clock.instant();
                events.add(request(open.files, open.attempts++));
            }
        }
        return events;
    }

    /** Whether it is worth to seal now, or to say why it cannot be. */
    synchronized boolean isReady(Duration settle) {
        if (!pending.isEmpty() || files.isEmpty()) {
            return false;
        }
        if (isForced()) {
            return true;
        }
        boolean quiet = !clock.instant().isBefore(lastChange.plus(settle));
        boolean whole = book.map(CaseBook::isComplete).orElse(false)
                || description.map(d -> !d.isUsable()).orElse(false);
        return quiet && whole && !answer.signature.equals(signature());
    }

    /** Somebody says that the upload has ended; kept in the store until it is answered. */
    synchronized List<Event> force() {
        results.put(ObjectKeys.sealRequest(dataset), Json.bytes(Map.of("signature", signature())));
        requests++;
        return book.map(this::requestAll).orElse(List.of());
    }

    private List<Event> requestAll(CaseBook cases) {
        List<Event> events = new ArrayList<>();
        cases.entries().forEach(e -> events.addAll(request(e)));
        return events;
    }

    private boolean isForced() {
        return requests > requestsAnswered;
    }

    /** What an answer given now would answer. */
    synchronized Question question() {
        return new Question(signature(), requests);
    }

    /**
     * A question was answered, with a sealed version or with a report of errors. What was changed or asked for since
     * then stays open.
     */
    synchronized void answer(Question question, boolean sealed, String version, String message) {
        if (question.requests == requests) {
            results.delete(ObjectKeys.sealRequest(dataset));
        }
        requestsAnswered = question.requests;
        answer = new Answer(question.signature, sealed, version, message);
        notifyAll();
    }

    /** Whether files have changed since an earlier answer. */
    synchronized boolean hasChanged() {
        return !answer.equals(Answer.NONE) && !answer.signature.equals(signature());
    }

    /** Waits until what was asked for by {@link #force} is answered, or the time is over. */
    synchronized void awaitAnswer(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis(); isForced() && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    synchronized boolean isEmpty() {
        return files.isEmpty();
    }

    /**
     * A document beside the description.
     *
     * @param faults takes a fault in place of one that is too large to be read
     */
    synchronized Optional<byte[]> document(String name, List<Fault> faults) {
        return document(files, name, faults);
    }

    private Optional<byte[]> document(Map<String, StoredFile> among, String name, List<Fault> faults) {
        Optional<StoredFile> file = Optional.ofNullable(among.get(name));
        if (file.filter(f -> f.size() > LARGEST_DOCUMENT_BYTES).isPresent()) {
            faults.add(Fault.of(
                            FaultCode.DESCRIPTION_TOO_LARGE,
                            file.get().size() + " bytes",
                            "at most " + LARGEST_DOCUMENT_BYTES + " bytes")
                    .mendedBy("check that " + name + " is what its name says and not data")
                    .in(name));
            return Optional.empty();
        }
        // what has gone since, an event or the next listing will tell
        return file.flatMap(f -> datasets.find(f.key()));
    }

    /**
     * What the user asked for; the defaults where that cannot be read.
     *
     * @param faults takes what is wrong with it
     */
    synchronized Experiment experiment(List<Fault> faults) {
        faults.addAll(experimentFaults);
        return experiment;
    }

    synchronized Optional<Description> description() {
        return description;
    }

    synchronized Optional<CaseBook> book() {
        return book;
    }

    /** Files that lie directly in the dataset's folder, by name. */
    synchronized Map<String, StoredFile> topLevelFiles() {
        Map<String, StoredFile> top = new TreeMap<>();
        files.forEach((path, file) -> {
            if (path.indexOf('/') < 0) {
                top.put(path, file);
            }
        });
        return top;
    }

    /** Identity of all files as they are known. */
    synchronized String signature() {
        if (signature.isEmpty()) {
            StringBuilder text = new StringBuilder();
            files.forEach((path, f) -> text.append(path)
                    .append(' ')
                    .append(f.size())
                    .append(' ')
                    .append(f.etag())
                    .append('\n'));
            signature = Optional.of(ContentHash.of(text.toString()));
        }
        return signature.get();
    }

    synchronized IntakeStatus status() {
        int listed = book.map(b -> b.entries().size()).orElse(0);
        int complete = book.map(CaseBook::completeCases).orElse(0);
        List<String> awaited = book.map(b -> b.awaited(AWAITED_SHOWN))
                .orElse(List.of(DescriptionReader.DATASET_JSON + " or " + DescriptionReader.KITS_JSON));
        boolean isAnswered = answer.signature.equals(signature());
        IntakeStatus.State state = isAnswered
                ? answer.sealed ? IntakeStatus.State.SEALED : IntakeStatus.State.REFUSED
                : awaited.isEmpty() ? IntakeStatus.State.CHECKING : IntakeStatus.State.AWAITING_FILES;
        return new IntakeStatus(
                dataset,
                state,
                listed,
                complete,
                complete - pending.size(),
                isAnswered ? List.of() : awaited,
                answer.version,
                answer.signature,
                isAnswered ? answer.message : "");
    }

    /** Writes the status where it has changed; of a dataset of which nothing ever was there, none. */
    synchronized void tell() {
        IntakeStatus now = status();
        if (told.map(known -> !known.equals(now)).orElse(!files.isEmpty())) {
            results.put(ObjectKeys.intake(dataset), Json.bytes(now));
            told = Optional.of(now);
        }
    }

    /**
     * Takes files and what description and experiment make of them. The store is read before anything changes: where
     * it fails, the next listing still differs.
     */
    private List<Event> describe(Map<String, StoredFile> now) {
        List<Fault> faults = new ArrayList<>();
        Experiment stated = document(now, Experiment.FILE, faults)
                .map(json -> parsed(json, faults))
                .orElseGet(Experiment::defaults);
        description = descriptions.current(dataset);
        experiment = stated;
        experimentFaults = List.copyOf(faults);
        if (!now.equals(files)) {
            files = now;
            changed();
        }
        pending.clear();
        book = description.map(d -> new CaseBook(d, Set.copyOf(experiment.exclude())));
        if (book.isEmpty()) {
            return List.of();
        }
        files.forEach((path, file) -> book.get().put(path, file));
        return requestAll(book.get());
    }

    private static Experiment parsed(byte[] json, List<Fault> faults) {
        try {
            return Experiment.parse(json);
        } catch (PipelineException e) {
            if (e.code() != FailureCode.INVALID_EXPERIMENT) {
                throw e;
            }
            faults.add(Fault.of(FaultCode.EXPERIMENT_INVALID, e.getMessage(), "a valid experiment")
                    .in(Experiment.FILE));
            return Experiment.defaults();
        }
    }

    private List<Event> request(CaseEntry entry) {
        // a case that may still get a file is checked when it has come, or when no more is waited for
        Optional<CaseFiles> complete = entry.isSettled() || isForced() ? entry.files() : Optional.empty();
        if (complete.isEmpty()) {
            pending.remove(entry.caseId());
            return List.of();
        }
        CaseFiles caseFiles = complete.get();
        if (checkKeys.contains(ObjectKeys.check(dataset, caseFiles))) {
            pending.remove(entry.caseId());
            return List.of();
        }
        Pending open = pending.get(entry.caseId());
        if (open != null && open.contentId.equals(caseFiles.contentId())) {
            return List.of();
        }
        pending.put(entry.caseId(), new Pending(caseFiles, clock.instant()));
        return List.of(request(caseFiles, 0));
    }

    private Event request(CaseFiles caseFiles, int attempt) {
        return new CaseCheckRequested(
                EventHeader.root("case-check-requested", dataset, caseFiles.contentId(), Integer.toString(attempt)),
                dataset,
                caseFiles);
    }

    private static boolean isDescription(String path) {
        return DescriptionReader.PLACES.contains(path) || path.equals(Experiment.FILE);
    }

    /**
     * @param signature of the files
     * @param requests how often the seal was asked for
     */
    record Question(String signature, int requests) {}

    private record Answer(String signature, boolean sealed, String version, String message) {
        static final Answer NONE = new Answer("", false, "", "");
    }

    private static final class Pending {
        private final CaseFiles files;
        private final String contentId;
        private Instant since;
        private int attempts = 1;

        Pending(CaseFiles files, Instant since) {
            this.files = files;
            this.contentId = files.contentId();
            this.since = since;
        }
    }
}
