package io.nephrite.ingest.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.CaseGroups;
import io.nephrite.core.dataset.DatasetLayout;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.Stage;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.dataset.layout.CaseEntry;
import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.FaultyCases;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.check.CaseCheck;
import io.nephrite.imaging.check.DatasetComparison;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Seals a dataset once all that its description names is there, checked and no longer changing; or says why it cannot
 * be. A {@link CaseChecked} only notes the case: sealing itself is asked for on a timer, so that a dataset whose
 * upload still goes on is not sealed between two files.
 */
public final class SealDatasetStep implements Step<CaseChecked> {
    private static final List<String> PLANS_AND_SPLITS = List.of("nnUNetPlans", "splits_final.json");

    /** Name of the task that users of nnU-Net v1 make of a KiTS19 checkout. */
    private static final String KITS_TASK = "Task040_KiTS";

    private final ObjectStore results;
    private final Intakes intakes;
    private final Duration settle;
    private final Map<String, CaseCheck> checks = new CheckCache();

    /** @param settle how long nothing must change before a dataset is sealed unasked */
    public SealDatasetStep(ObjectStore results, Intakes intakes, Duration settle) {
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
        intakes.of(event.dataset(), events::addAll).checked(event.caseId(), event.contentId(), event.checkKey());
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
        String dataset = intake.dataset();
        List<Fault> faults = new ArrayList<>();
        Experiment experiment = intake.experiment(faults);
        Goal goal = goal(intake, faults);
        Optional<Description> description = intake.description();
        if (description.isEmpty()) {
            faults.add(Fault.of(FaultCode.DESCRIPTION_MISSING, "neither dataset.json nor kits.json", "one of them"));
        }
        description.ifPresent(d -> d.faults().stream()
                .filter(f -> f.caseId().filter(experiment.exclude()::contains).isEmpty())
                .forEach(faults::add));
        Map<String, CaseFiles> training = new TreeMap<>();
        Map<String, CaseFiles> test = new TreeMap<>();
        if (description.filter(Description::isCheckable).isPresent()) {
            CaseBook book = intake.book().orElseThrow();
            Map<String, CaseCheck> trainingChecks = new TreeMap<>();
            Map<String, CaseCheck> testChecks = new TreeMap<>();
            faults.addAll(book.faults());
            for (CaseEntry entry : book.entries()) {
                entry.files().ifPresent(files -> {
                    CaseCheck check = checks.computeIfAbsent(
                            ObjectKeys.check(dataset, files), key -> CaseCheck.parse(results.bytes(key)));
                    (entry.isTest() ? test : training).put(entry.caseId(), files);
                    (entry.isTest() ? testChecks : trainingChecks).put(entry.caseId(), check);
                    check.faults().stream().map(experiment::judged).forEach(faults::add);
                });
            }
            faults.addAll(
                    DatasetComparison.of(description.get().labels(), trainingChecks.values(), testChecks.values()));
        }
        Map<String, String> groups = groups(intake, faults);
        named(intake, experiment.exclude(), Experiment.FILE, faults);
        return conclude(intake, experiment, goal, faults, training, test, groups);
    }

    private Sealing conclude(
            DatasetIntake intake,
            Experiment experiment,
            Goal goal,
            List<Fault> faults,
            Map<String, CaseFiles> training,
            Map<String, CaseFiles> test,
            Map<String, String> groups) {
        String dataset = intake.dataset();
        DatasetIntake.Question question = intake.question();
        Set<String> faulty = new HashSet<>();
        boolean broken = false;
        for (Fault fault : faults) {
            if (fault.isError()) {
                fault.caseId().ifPresent(faulty::add);
                broken |= fault.caseId().isEmpty();
            }
        }
        Set<String> listedCases = new HashSet<>();
        intake.book().ifPresent(b -> b.entries().forEach(e -> listedCases.add(e.caseId())));
        training.keySet().removeAll(faulty);
        test.keySet().removeAll(faulty);
        listedCases.addAll(faulty); // those too that the description names in a way that cannot be followed
        List<String> skipped = faulty.stream().sorted().toList();
        boolean goesOn =
                !broken && !training.isEmpty() && (faulty.isEmpty() || experiment.faultyCases() == FaultyCases.SKIP);

        Description description = intake.description().orElse(null);
        Map<String, StoredFile> documents = intake.topLevelFiles();
        DatasetManifest manifest = new DatasetManifest(
                dataset,
                "",
                description == null ? List.of() : description.channelNames(),
                description == null ? LabelMap.of("background") : description.labels(),
                description == null ? "" : description.fileEnding(),
                List.copyOf(training.values()),
                List.copyOf(test.values()),
                skipped,
                groups,
                Optional.ofNullable(documents.get(ObjectKeys.PLANS_FILE)),
                Optional.ofNullable(documents.get(ObjectKeys.SPLITS_FILE)),
                intake.description().flatMap(Description::reader));
        String version = goesOn
                ? ContentHash.of(
                        new String(Json.bytes(manifest), StandardCharsets.UTF_8),
                        new String(Json.bytes(experiment), StandardCharsets.UTF_8),
                        plansAndSplits(documents))
                : ContentHash.of("refused", question.signature());
        IngestReport report = new IngestReport(
                dataset,
                version,
                goesOn,
                new IngestReport.Cases(listedCases.size(), training.size() + test.size()),
                faults,
                goesOn ? skipped : List.of(),
                intake.book().map(CaseBook::excluded).orElse(List.of()));
        write(report);
        if (!goesOn) {
            WorkFailed failed = WorkFailed.of(
                    EventHeader.root("dataset-refused", dataset, version),
                    Optional.of(version),
                    work(),
                    new Unit.OfDataset(dataset),
                    FailureCode.INVALID_DATASET,
                    report.verdict() + " (all in ingest-report.md)");
            return new Sealing(List.of(failed), () -> commit(intake, question, false, report));
        }
        DatasetManifest sealed = manifest.withVersion(version);
        ObjectNode datasetJson = sealed.toNnunet();
        if (description != null && description.layout() == DatasetLayout.KITS19) {
            datasetJson.put("name", KITS_TASK);
        }
        results.put(ObjectKeys.datasetJson(sealed.versionId()), Json.pretty(datasetJson));
        results.put(ObjectKeys.experiment(sealed.versionId()), Json.pretty(experiment));
        results.put(ObjectKeys.goal(sealed.versionId()), Json.bytes(goal));
        results.put(ObjectKeys.manifest(sealed.versionId()), Json.pretty(sealed));
        return new Sealing(events(sealed, experiment, goal), () -> {
            new CurrentVersion(version, goal.until()).write(results, dataset);
            commit(intake, question, true, report);
        });
    }

    private void commit(DatasetIntake intake, DatasetIntake.Question question, boolean sealed, IngestReport report) {
        intake.answer(question, sealed, report.version(), report.verdict());
        intake.tell();
    }

    /** Writes the status of datasets that have changed. */
    public void tellStatus() {
        intakes.all().forEach(DatasetIntake::tell);
    }

    /**
     * Somebody says that the upload has ended, or wants the work to go on: what is there now is sealed, or its faults
     * are reported, even where nothing has changed.
     *
     * @return requests for checks that are missing; empty optional where there is no such dataset
     */
    public Optional<List<Event>> request(String dataset) {
        List<Event> events = new ArrayList<>();
        DatasetIntake intake = intakes.of(dataset, events::addAll);
        events.addAll(intake.reload());
        if (intake.isEmpty()) {
            return Optional.empty();
        }
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

    private static List<Event> events(DatasetManifest manifest, Experiment experiment, Goal goal) {
        DatasetSealed sealed = new DatasetSealed(
                EventHeader.root("dataset-sealed", manifest.dataset(), manifest.version()),
                manifest.dataset(),
                manifest.version());
        List<Event> events = new ArrayList<>();
        events.add(sealed);
        if (goal.reaches(Stage.FINGERPRINT)) {
            for (CaseFiles files : manifest.training()) {
                events.add(new FingerprintRequested(
                        EventHeader.following(sealed, "fingerprint-requested", files.caseId()),
                        manifest.dataset(),
                        manifest.version(),
                        files,
                        experiment.rawResampling()));
            }
        }
        return events;
    }

    private static Goal goal(DatasetIntake intake, List<Fault> faults) {
        Optional<byte[]> document = intake.document(ObjectKeys.GOAL_FILE, faults);
        if (document.isPresent()) {
            try {
                return Goal.parse(document.get());
            } catch (IllegalArgumentException e) {
                faults.add(Fault.of(
                                FaultCode.EXPERIMENT_INVALID, e.getMessage(), "{\"until\": \"plans\"} or another stage")
                        .in(ObjectKeys.GOAL_FILE));
            }
        }
        return Goal.REPORT;
    }

    /** Of groups.csv where it is there, else of dataset.json. */
    private static Map<String, String> groups(DatasetIntake intake, List<Fault> faults) {
        Optional<byte[]> csv = intake.document(CaseGroups.FILE, faults);
        if (csv.isEmpty()) {
            Map<String, String> groups =
                    intake.description().map(Description::groups).orElse(Map.of());
            named(intake, groups.keySet(), DescriptionReader.DATASET_JSON, faults);
            return groups;
        }
        CaseGroups groups = CaseGroups.parse(csv.get());
        faults.addAll(groups.faults());
        named(intake, groups.byCase().keySet(), CaseGroups.FILE, faults);
        return groups.byCase();
    }

    private static void named(DatasetIntake intake, Collection<String> names, String file, List<Fault> faults) {
        Set<String> known = new HashSet<>();
        intake.book().ifPresent(b -> {
            b.entries().forEach(e -> known.add(e.caseId()));
            known.addAll(b.excluded());
        });
        if (!known.isEmpty()) {
            names.stream()
                    .filter(n -> !known.contains(n))
                    .sorted()
                    .forEach(n ->
                            faults.add(Fault.of(FaultCode.CASE_UNKNOWN, "case \"" + n + "\"", "a case of this dataset")
                                    .in(file)));
        }
    }

    private static String plansAndSplits(Map<String, StoredFile> documents) {
        StringBuilder text = new StringBuilder();
        documents.forEach((path, file) -> {
            if (PLANS_AND_SPLITS.stream().anyMatch(path::startsWith)) {
                text.append(path).append(' ').append(file.etag()).append('\n');
            }
        });
        return text.toString();
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
    }

    /** Findings never change, so that those of unchanged cases need not be read again. */
    private static final class CheckCache extends LinkedHashMap<String, CaseCheck> {
        private static final int MOST = 20_000;

        CheckCache() {
            super(1024, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CaseCheck> eldest) {
            return size() > MOST;
        }
    }
}
