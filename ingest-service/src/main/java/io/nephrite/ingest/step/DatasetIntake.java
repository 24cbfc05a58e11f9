package io.nephrite.ingest.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.dataset.layout.CaseEntry;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.WorkDelayed;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.FaultTreatments;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.check.CaseCheck;
import io.nephrite.ingest.verdict.DatasetSnapshot;
import io.nephrite.ingest.verdict.Stated;
import io.nephrite.ingest.verdict.UserDocuments;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * What is known of one dataset: its files, the cases they make up, which of them were checked. Built from one listing
 * of each bucket, then kept up to date by events at a cost that does not grow with the dataset. Only a hint for when to
 * look again: what is sealed comes from a new listing. Guarded by its own monitor.
 */
final class DatasetIntake {
    private final String dataset;
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final DescriptionCache descriptions;
    private final Clock clock;
    private final DatasetFiles files;
    private final PendingChecks checks;
    private final SealRequests requests;
    private final IntakeBoard board;
    private Optional<Description> description = Optional.empty();
    private Stated<Experiment> experiment = new Stated<>(Experiment.defaults(), List.of());
    private Optional<CaseBook> book = Optional.empty();
    private Instant checkedAt;

    DatasetIntake(
            String dataset, ObjectStore datasets, ObjectStore results, DescriptionCache descriptions, Clock clock) {
        this.dataset = dataset;
        this.datasets = datasets;
        this.results = results;
        this.descriptions = descriptions;
        this.clock = clock;
        this.files = new DatasetFiles(dataset, clock);
        this.checks = new PendingChecks(dataset, clock);
        this.requests = new SealRequests(dataset, results, this);
        this.board = new IntakeBoard(dataset, results);
        this.checkedAt = clock.instant();
    }

    String dataset() {
        return dataset;
    }

    /** Takes the truth from the store; returns requests for the checks that are missing. */
    synchronized List<Event> reload() {
        checks.reload(results.list(ObjectKeys.checks(dataset)).stream()
                .map(ObjectInfo::key)
                .toList());
        requests.reload();
        board.reload().ifPresent(requests::remember);
        return describe(files.listed(datasets.list(ObjectKeys.uploads(dataset))));
    }

    /** Takes a listing of the dataset; returns requests for checks that are missing where anything has changed. */
    synchronized List<Event> refresh(List<ObjectInfo> listing) {
        Map<String, StoredFile> listed = files.listed(listing);
        return listed.equals(files.byPath()) ? List.of() : describe(listed);
    }

    /** An object of the dataset was written or removed. */
    synchronized List<Event> apply(ObjectRecord record) {
        String path = files.path(record.key());
        if (files.isDebris(path, !record.removed())) {
            return List.of();
        }
        StoredFile file = new StoredFile(record.key(), record.size(), record.etag());
        if (isDescription(path)) {
            Map<String, StoredFile> now = new TreeMap<>(files.byPath());
            boolean isNews = record.removed() ? now.remove(path) != null : !file.equals(now.put(path, file));
            return isNews ? describe(now) : List.of();
        }
        if (!(record.removed() ? files.remove(path) : files.put(path, file)) || book.isEmpty()) {
            return List.of();
        }
        if (record.removed()) {
            book.get().remove(path);
            forgetChecksOfNothing();
            return List.of();
        }
        return book.get().put(path, file).map(this::request).orElse(List.of());
    }

    synchronized void checked(String caseId, String contentId, String checkKey) {
        checkedAt = clock.instant();
        checks.checked(caseId, contentId, checkKey);
    }

    /** Asks again for checks that were asked for too long ago: their events were lost. */
    synchronized List<Event> overdue(Duration age) {
        return checks.overdue(age);
    }

    /** Whether it is worth to seal now, or to say why it cannot be. */
    synchronized boolean isReady(Duration settle) {
        if (!checks.isEmpty() || files.isEmpty()) {
            return false;
        }
        if (requests.isOpen()) {
            return true;
        }
        boolean isQuiet = !clock.instant().isBefore(files.changedAt().plus(settle));
        boolean isAllThere = book.map(CaseBook::isComplete).orElse(false) || isUnusable();
        return isQuiet && isAllThere && !requests.newest().isOf(files.signature());
    }

    /** Whether no file that may come could make the dataset usable. */
    private boolean isUnusable() {
        FaultTreatments treatments = new FaultTreatments(experiment.value());
        return description.stream()
                .flatMap(d -> d.faults().stream())
                .filter(f -> f.caseId().isEmpty())
                .flatMap(f -> treatments.of(f).stream())
                .anyMatch(Fault::isError);
    }

    /** Somebody says that the upload has ended; returns requests for the checks of what was still waited for. */
    synchronized List<Event> force() {
        requests.add(files.signature());
        return book.map(this::requestAll).orElse(List.of());
    }

    /** What an answer given now would answer. */
    synchronized SealRequests.Question question() {
        return requests.question(files.signature());
    }

    /**
     * A question was answered, with a sealed version or with a report of errors. What was changed or asked for since
     * then stays open.
     */
    synchronized void answer(SealRequests.Question question, boolean sealed, String version, String message) {
        requests.answer(question, sealed, version, message);
        tell();
    }

    /** Whether files have changed since an earlier answer. */
    synchronized boolean hasChanged() {
        return !requests.newest().equals(SealRequests.Answer.NONE)
                && !requests.newest().isOf(files.signature());
    }

    /** Waits until what was asked for by {@link #force} is answered, or the time is over. */
    synchronized void awaitAnswer(Duration patience) throws InterruptedException {
        requests.await(patience);
    }

    synchronized boolean isEmpty() {
        return files.isEmpty();
    }

    /**
     * Everything that a verdict depends on.
     *
     * @param findings finds the check of a case's files, by its key
     */
    synchronized DatasetSnapshot snapshot(BiFunction<String, CaseFiles, CaseCheck> findings) {
        UserDocuments documents = documents(files.byPath());
        Map<String, CaseCheck> found = new HashMap<>();
        if (description.filter(Description::isCheckable).isPresent()) {
            for (CaseEntry entry : book.orElseThrow().entries()) {
                entry.files().ifPresent(f -> found.put(entry.caseId(), findings.apply(dataset, f)));
            }
        }
        return new DatasetSnapshot(
                dataset,
                files.signature(),
                Map.copyOf(files.byPath()),
                List.copyOf(files.debris()),
                description,
                book,
                found,
                experiment,
                documents.goal(),
                documents.groups());
    }

    synchronized IntakeStatus status() {
        return board.status(view());
    }

    /** Writes the status where it has changed; of a dataset of which nothing ever was there, none. */
    synchronized void tell() {
        board.tell(view());
    }

    /** A warning where nothing has moved for longer than {@code patience}; once for each time that it stands still. */
    synchronized List<WorkDelayed> delayed(Duration patience) {
        return board.delayed(view(), clock.instant().minus(patience));
    }

    private IntakeBoard.View view() {
        Instant movedAt = checkedAt.isAfter(files.changedAt()) ? checkedAt : files.changedAt();
        return new IntakeBoard.View(files, book, checks, requests, movedAt);
    }

    /**
     * Takes files and what description and experiment make of them. The store is read before anything changes: where
     * it fails, the next listing still differs.
     */
    private List<Event> describe(Map<String, StoredFile> now) {
        Stated<Experiment> stated = documents(now).experiment();
        description = descriptions.current(dataset);
        experiment = stated;
        files.replace(now);
        forgetChecksOfNothing();
        boolean awaitsCount = new FaultTreatments(experiment.value()).isError(FaultCode.COUNT_DIFFERS);
        book = description.map(
                d -> new CaseBook(d, Set.copyOf(experiment.value().exclude()), awaitsCount));
        if (book.isEmpty()) {
            checks.clear();
            return List.of();
        }
        files.byPath().forEach((path, file) -> book.get().put(path, file));
        checks.retain(book.get().entries().stream().map(CaseEntry::caseId).collect(Collectors.toSet()));
        return requestAll(book.get());
    }

    /** The findings may have been deleted with the files: they are looked for again when files come back. */
    private void forgetChecksOfNothing() {
        if (files.isEmpty()) {
            checks.reload(List.of());
        }
    }

    private UserDocuments documents(Map<String, StoredFile> among) {
        return new UserDocuments(among, file -> datasets.find(file.key()));
    }

    private List<Event> requestAll(CaseBook cases) {
        List<Event> events = new ArrayList<>();
        cases.entries().forEach(e -> events.addAll(request(e)));
        return events;
    }

    private List<Event> request(CaseEntry entry) {
        // a case that may still get a file is checked when it has come, or when no more is waited for
        Optional<CaseFiles> complete = entry.isSettled() || requests.isOpen() ? entry.files() : Optional.empty();
        if (complete.isEmpty()) {
            checks.drop(entry.caseId());
            return List.of();
        }
        return checks.request(complete.get());
    }

    private static boolean isDescription(String path) {
        return DescriptionReader.PLACES.contains(path) || path.equals(Experiment.FILE);
    }
}
