package io.nephrite.ingest.step;

import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.PlansChoice;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkDelayed;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.ingest.verdict.StrayFiles;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Tells how far upload and check of one dataset are, and why no further. Not thread-safe. */
final class IntakeBoard {
    private static final int AWAITED_SHOWN = 20;
    private static final List<String> DESCRIPTION =
            List.of(DescriptionReader.DATASET_JSON + " or " + DescriptionReader.KITS_JSON);

    private final String dataset;
    private final ObjectStore results;
    /** The status that lies in the store. */
    private Optional<IntakeStatus> told = Optional.empty();

    private boolean isKnown;
    /** What the newest reason was made from, as it costs a look at every file. */
    private String reasonOf = "";

    private String reason = "";
    /** The time of the last progress of which a warning was sent. */
    private Optional<Instant> warnedOf = Optional.empty();

    IntakeBoard(String dataset, ObjectStore results) {
        this.dataset = dataset;
        this.results = results;
    }

    /** The stored status of an earlier process, until this process has stored one. */
    Optional<IntakeStatus> reload() {
        if (told.isEmpty()) {
            told = results.find(ObjectKeys.intake(dataset)).map(IntakeStatus::parse);
        }
        return told;
    }

    IntakeStatus status(View view) {
        IntakeStatus now = new IntakeStatus(
                dataset,
                state(view),
                view.cases(),
                view.complete(),
                view.complete() - view.checks.size(),
                isAnswered(view) ? List.of() : awaited(view),
                view.requests.newest().version(),
                view.requests.newest().signature(),
                isAnswered(view) ? view.requests.newest().message() : "",
                Optional.of(view.movedAt),
                "");
        // a restart is no progress
        Instant since = told.filter(known -> known.isAsFarAs(now))
                .flatMap(IntakeStatus::since)
                .orElse(view.movedAt);
        return now.because(since, reason(view, now, since));
    }

    private boolean isAnswered(View view) {
        return view.requests.newest().isOf(view.files.signature());
    }

    private IntakeStatus.State state(View view) {
        if (isAnswered(view)) {
            return view.requests.newest().sealed() ? IntakeStatus.State.SEALED : IntakeStatus.State.REFUSED;
        }
        return awaited(view).isEmpty() ? IntakeStatus.State.CHECKING : IntakeStatus.State.AWAITING_FILES;
    }

    private static List<String> awaited(View view) {
        return view.book.map(b -> b.awaited(AWAITED_SHOWN)).orElse(DESCRIPTION);
    }

    private String reason(View view, IntakeStatus status, Instant since) {
        String of = view.files.signature()
                + status.state()
                + status.complete()
                + status.checked()
                + status.version()
                + since;
        if (!of.equals(reasonOf)) {
            reason = newReason(view, status, since.truncatedTo(ChronoUnit.SECONDS));
            reasonOf = of;
        }
        return reason;
    }

    private String newReason(View view, IntakeStatus status, Instant since) {
        return switch (status.state()) {
            case SEALED, REFUSED -> status.message();
            case CHECKING ->
                view.checks.isEmpty()
                        ? "all files are there and checked; the dataset is sealed as soon as nothing changes for a while"
                        : view.checks.size() + " of " + status.complete() + " cases are being checked since " + since
                                + ", first " + view.checks.first().orElseThrow();
            case AWAITING_FILES -> awaiting(view, status, since);
        };
    }

    private String awaiting(View view, IntakeStatus status, Instant since) {
        if (view.files.isEmpty()) {
            return "all files of the dataset were removed by " + since + "; what was made of it stays";
        }
        int shown = status.awaited().size();
        String awaited = shown < AWAITED_SHOWN
                ? String.join(", ", status.awaited())
                : "at least " + shown + " files, first " + status.awaited().get(0);
        return "the upload seems to continue: waiting since " + since + (shown == 1 ? " is " : " are ") + awaited
                + stray(view) + "; if no more comes, say so: nephrite upload does, and POST /datasets/" + dataset
                + "/seal";
    }

    /** A file that is there and may be meant for one that is awaited. */
    private static String stray(View view) {
        return StrayFiles.of(view.files.byPath(), view.book, PlansChoice.of(List.of(), Optional.empty()))
                .nearest()
                .map(fault -> "; " + fault.file().orElseThrow() + " is there, but is " + fault.seen() + ", expected "
                        + fault.expected())
                .orElse("");
    }

    /** Writes the status where it has changed; of a dataset of which nothing ever was there, none. */
    void tell(View view) {
        IntakeStatus now = status(view);
        if (told.map(known -> !known.equals(now)).orElse(!view.files.isEmpty())) {
            if (view.files.isEmpty()) {
                results.delete(ObjectKeys.knownDataset(dataset));
                isKnown = false;
            } else if (!isKnown) {
                results.putIfAbsent(ObjectKeys.knownDataset(dataset), new byte[0]);
                isKnown = true;
            }
            results.put(ObjectKeys.intake(dataset), Json.bytes(now));
            told = Optional.of(now);
        }
    }

    /** @param before warned of is what has not moved since then */
    List<WorkDelayed> delayed(View view, Instant before) {
        IntakeStatus status = status(view);
        Optional<Instant> since = status.since().filter(s -> s.isBefore(before));
        boolean isDone = status.state() == IntakeStatus.State.SEALED || status.state() == IntakeStatus.State.REFUSED;
        if (isDone || since.isEmpty() || since.equals(warnedOf) || view.files.isEmpty()) {
            return List.of();
        }
        warnedOf = since;
        return List.of(WorkDelayed.of(
                EventHeader.root("intake-delayed", dataset, since.get().toString()),
                Optional.empty(),
                Work.SEAL_DATASET,
                new Unit.OfDataset(dataset),
                since.get(),
                status.reason()));
    }

    /**
     * What is known of a dataset.
     *
     * @param movedAt when a file or a finding last came
     */
    record View(
            DatasetFiles files, Optional<CaseBook> book, PendingChecks checks, SealRequests requests, Instant movedAt) {
        int cases() {
            return book.map(b -> b.entries().size()).orElse(0);
        }

        int complete() {
            return book.map(CaseBook::completeCases).orElse(0);
        }
    }
}
