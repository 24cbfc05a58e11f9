package io.nephrite.ingest.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetLayout;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkDelayed;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.CaseContent;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.check.CaseCheck;
import io.nephrite.ingest.verdict.DatasetVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Seals a dataset once all that its description names is there, checked and no longer changing; or says why it cannot
 * be. A {@link CaseChecked} only notes the case: sealing itself is asked for on a timer, so that a dataset whose
 * upload still goes on is not sealed between two files.
 */
public final class SealDatasetStep implements Step<CaseChecked> {
    private static final int CHECKS_KEPT = 20_000;

    private final ObjectStore datasets;
    private final ObjectStore results;
    private final Intakes intakes;
    private final Duration settle;
    /** Findings never change, so that those of unchanged cases need not be read again. */
    private final Cache<String, CaseCheck> checks =
            Caffeine.newBuilder().maximumSize(CHECKS_KEPT).build();

    /**
     * Makes the step.
     *
     * @param settle how long nothing must change before a dataset is sealed unasked
     */
    public SealDatasetStep(ObjectStore datasets, ObjectStore results, Intakes intakes, Duration settle) {
        this.datasets = datasets;
        this.results = results;
        this.intakes = intakes;
        this.settle = settle;
    }

    @Override
    public Work work() {
        return Work.SEAL_DATASET;
    }

    @Override
    public List<Event> handle(CaseChecked event) {
        List<Event> events = new ArrayList<>();
        CaseContent checked = new CaseContent(event.caseId(), event.contentId());
        String checkKey = ObjectKeys.check(event.dataset(), checked);
        intakes.of(event.dataset(), events::addAll).checked(event.caseId(), event.contentId(), checkKey);
        return events;
    }

    /** Names of datasets that can be sealed or refused now. */
    public List<String> ready() {
        return intakes.all().stream()
                .filter(i -> i.isReady(settle))
                .map(DatasetIntake::dataset)
                .toList();
    }

    /**
     * Seals, refuses, or asks for checks that are missing. Outputs are written before this returns; {@link
     * Sealing#commit} follows once the events are safe.
     */
    public synchronized Sealing seal(String dataset) {
        List<Event> requests = new ArrayList<>();
        DatasetIntake intake = intakes.of(dataset, requests::addAll);
        synchronized (intake) {
            requests.addAll(intake.reload());
            if (!requests.isEmpty() || !intake.isReady(Duration.ZERO)) {
                return new Sealing(requests, () -> {});
            }
            return judge(intake);
        }
    }

    private Sealing judge(DatasetIntake intake) {
        SealRequests.Question question = intake.question();
        DatasetVerdict verdict = DatasetVerdict.of(intake.snapshot(this::check));
        IngestReport report = verdict.report();
        write(report);
        Optional<DatasetManifest> sealed = verdict.manifest();
        if (sealed.isEmpty()) {
            return new Sealing(
                    List.of(refusal(report)), () -> intake.answer(question, false, report.version(), report.verdict()));
        }
        write(sealed.get(), verdict);
        return new Sealing(events(sealed.get(), verdict), () -> {
            new CurrentVersion(report.version(), verdict.goal().until()).write(results, report.dataset());
            intake.answer(question, true, report.version(), report.verdict());
        });
    }

    private CaseCheck check(String dataset, CaseFiles files) {
        return checks.get(ObjectKeys.check(dataset, files), key -> CaseCheck.parse(results.bytes(key)));
    }

    private static WorkFailed refusal(IngestReport report) {
        return WorkFailed.of(
                EventHeader.root("dataset-refused", report.dataset(), report.version()),
                Optional.of(report.version()),
                Work.SEAL_DATASET,
                new Unit.OfDataset(report.dataset()),
                FailureCode.INVALID_DATASET,
                report.verdict() + " (all in ingest-report.md)");
    }

    private void write(DatasetManifest manifest, DatasetVerdict verdict) {
        ObjectNode datasetJson = manifest.toNnunet();
        if (verdict.isKits()) {
            datasetJson.put("name", DatasetLayout.KITS19_TASK);
        }
        results.put(ObjectKeys.datasetJson(manifest.versionId()), Json.pretty(datasetJson));
        results.put(ObjectKeys.experiment(manifest.versionId()), Json.pretty(verdict.experiment()));
        results.put(ObjectKeys.goal(manifest.versionId()), Json.bytes(verdict.goal()));
        results.put(ObjectKeys.manifest(manifest.versionId()), Json.pretty(manifest));
    }

    /**
     * When the first file came of a version that is being sealed, by the store's clock; empty where it is current
     * already, or nothing is left of it.
     */
    public Optional<Instant> uploadBegun(VersionId version) {
        if (CurrentVersion.find(results, version.dataset())
                .filter(current -> current.version().equals(version.version()))
                .isPresent()) {
            return Optional.empty();
        }
        return datasets.list(ObjectKeys.uploads(version.dataset())).stream()
                .map(ObjectInfo::lastModified)
                .min(Comparator.naturalOrder());
    }

    /** Warnings of datasets of which nothing has moved for longer than {@code patience}. */
    public List<WorkDelayed> delayed(Duration patience) {
        return intakes.all().stream().flatMap(i -> i.delayed(patience).stream()).toList();
    }

    /** Writes the status of datasets that have changed. */
    public void tellStatus() {
        intakes.all().forEach(DatasetIntake::tell);
    }

    /**
     * Somebody says that the upload has ended, or wants the work to go on: what is there now is sealed, or its faults
     * are reported, even where nothing has changed.
     *
     * @param goal how far the work shall go: written to run.json beside dataset.json
     * @return requests for checks that are missing; empty optional where there is no such dataset, which is not made
     */
    public Optional<List<Event>> request(String dataset, Optional<Goal> goal) {
        if (!datasets.folders("").contains(dataset)) {
            return Optional.empty();
        }
        goal.map(Json::bytes).ifPresent(wanted -> {
            String key = ObjectKeys.upload(dataset, ObjectKeys.GOAL_FILE);
            if (datasets.find(key).filter(known -> Arrays.equals(known, wanted)).isEmpty()) {
                datasets.put(key, wanted);
            }
        });
        List<Event> events = new ArrayList<>();
        DatasetIntake intake = intakes.of(dataset, events::addAll);
        events.addAll(intake.reload());
        events.addAll(intake.force());
        return Optional.of(events);
    }

    /**
     * Waits, where an older version was sealed or refused, until the changed files are: who asks for the status next
     * must not take the old version for the answer. Returns at once for a new dataset.
     */
    public void awaitNewVersion(String dataset, Duration patience) throws InterruptedException {
        for (DatasetIntake intake : intakes.all()) {
            if (intake.dataset().equals(dataset) && intake.hasChanged()) {
                intake.awaitAnswer(patience);
            }
        }
    }

    /** What is known of a dataset. */
    public Optional<IntakeStatus> status(String dataset) {
        return intakes.all().stream()
                .filter(i -> i.dataset().equals(dataset) && !i.isEmpty())
                .findFirst()
                .map(DatasetIntake::status);
    }

    private void write(IngestReport report) {
        byte[] json = Json.pretty(report);
        byte[] markdown = report.markdown().getBytes(StandardCharsets.UTF_8);
        VersionId id = new VersionId(report.dataset(), report.version());
        results.put(ObjectKeys.ingestReport(id), json);
        results.put(ObjectKeys.ingestReportMarkdown(id), markdown);
        results.put(ObjectKeys.newestIngestReportMarkdown(report.dataset()), markdown);
        results.put(ObjectKeys.newestIngestReport(report.dataset()), json);
    }

    private static List<Event> events(DatasetManifest manifest, DatasetVerdict verdict) {
        DatasetSealed sealed = new DatasetSealed(
                EventHeader.root("dataset-sealed", manifest.dataset(), manifest.version()),
                manifest.dataset(),
                manifest.version());
        List<Event> events = new ArrayList<>();
        events.add(sealed);
        if (verdict.goal().reaches(Milestone.FINGERPRINT)) {
            for (CaseFiles files : manifest.training()) {
                events.add(new FingerprintRequested(
                        EventHeader.following(sealed, "fingerprint-requested", files.caseId()),
                        manifest.dataset(),
                        manifest.version(),
                        files,
                        verdict.experiment().rawResampling()));
            }
        }
        return events;
    }

    /**
     * An answer that is not final before its events are safe.
     *
     * @param commit to be run after the events were published
     */
    public record Sealing(List<Event> events, Runnable commit) {
        public Sealing {
            events = List.copyOf(events);
        }

        /** The version that is sealed; empty where it is refused, or something is missing. */
        public Optional<VersionId> sealed() {
            return events.stream()
                    .filter(DatasetSealed.class::isInstance)
                    .map(event -> ((DatasetSealed) event).versionId())
                    .findFirst();
        }
    }
}
