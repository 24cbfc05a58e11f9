package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.ShownTestImages;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.export.ExportFormat;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.client.DatasetUpload;
import io.nephrite.local.client.FinishedWork;
import io.nephrite.local.client.ResultsDownload;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.system.DataFolder;
import io.nephrite.local.system.StoreOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A dataset folder goes in, results come out: upload, follow the events' work, fetch what it made. */
final class PipelineRun {
    private static final Duration REPORT_PAGE_PATIENCE = Duration.ofSeconds(60);
    private static final Duration REPORT_PAGE_INTERVAL = Duration.ofMillis(200);

    private final DatasetFolder folder;
    private final Optional<byte[]> experiment;
    private final Milestone until;
    private final ExportFormat format;
    private final Path target;
    private final boolean confirmed;
    private final boolean replace;
    private final Terminal terminal;

    /**
     * @param experiment in place of one beside dataset.json
     * @param format of preprocessed cases, where they are the goal
     * @param target folder that gets the results
     * @param confirmed whether a costly training may start without more ado
     * @param replace whether a dataset of the same name that others have uploaded may be replaced
     */
    PipelineRun(
            DatasetFolder folder,
            Optional<byte[]> experiment,
            Milestone until,
            ExportFormat format,
            Path target,
            boolean confirmed,
            boolean replace,
            Terminal terminal) {
        this.folder = folder;
        this.experiment = experiment;
        this.until = until;
        this.format = format;
        this.target = target;
        this.confirmed = confirmed;
        this.replace = replace;
        this.terminal = terminal;
    }

    /** Reads an experiment and checks it as strictly as the services do. */
    static byte[] readExperiment(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInput(file + " does not exist; expected an experiment, such as those in deploy/recipes");
        }
        byte[] bytes = Files.readAllBytes(file);
        try {
            Experiment.parse(bytes);
        } catch (PipelineException e) {
            throw new BadInput(file + ": " + e.getMessage(), e);
        }
        return bytes;
    }

    /** The documents that go beside dataset.json. */
    private Map<String, byte[]> documents(Milestone goal) {
        Map<String, byte[]> documents = new LinkedHashMap<>();
        documents.put(ObjectKeys.GOAL_FILE, Json.bytes(new Goal(goal)));
        experiment.ifPresent(bytes -> documents.put(Experiment.FILE, bytes));
        return documents;
    }

    private boolean hasExperiment() {
        return experiment.isPresent() || folder.files().containsKey(Experiment.FILE);
    }

    /**
     * Does all of it on this machine: a look at the store where an earlier run may have done it already, the services
     * only where something is left.
     */
    void execute(SystemOptions options) throws Exception {
        Optional<DataFolder> data =
                DataFolder.take(options.data.toAbsolutePath().normalize());
        if (data.isPresent()) {
            boolean done;
            try {
                done = fetchFinished(data.get());
            } catch (Exception e) {
                data.get().close();
                throw e;
            }
            if (done) {
                data.get().close();
                return;
            }
        }
        try (Session session =
                data.isPresent() ? Session.start(data.get(), options, terminal) : Session.open(options, terminal)) {
            execute(session);
        }
    }

    private boolean fetchFinished(DataFolder data) throws Exception {
        try (StoreOnly store = StoreOnly.open(data)) {
            return new Retry(Optional::empty, Silence.OF_AN_ADDRESS, terminal).during(() -> fetchFinished(store));
        }
    }

    private boolean fetchFinished(StoreOnly store) throws IOException {
        try (ServiceClient client = new ServiceClient(store.connection())) {
            if (!client.upload().isMirrored(folder, documents(until))) {
                return false;
            }
            Optional<VersionId> version =
                    new FinishedWork(client.datasets(), client.results()).version(folder.name(), until);
            if (version.isEmpty()) {
                return false;
            }
            terminal.line("nothing has changed and all work is done: version "
                    + version.get().version());
            fetch(client, version.get());
            return true;
        }
    }

    /** Goes as far as asked and fetches the results. */
    DatasetStatus execute(Session session) throws IOException, InterruptedException {
        Instant begin = Instant.now();
        boolean mayBeCostly = !hasExperiment() && until.reaches(Milestone.TRAINED) && !confirmed;
        Milestone first = mayBeCostly ? Milestone.PLANS : until;
        Retry patience = new Retry(session::defeat, Silence.OF_THIS_MACHINE, terminal);
        DatasetStatus status = follow(session, patience.during(() -> uploadAndSeal(session.client(), first)), first);
        if (mayBeCostly) {
            terminal.line("measuring what a training step costs here (a minute or two) …");
            VersionId version = status.versionId().orElseThrow();
            TrainingCost.requireConsent(patience.during(() -> session.client().estimate(version)), terminal);
            status = follow(session, patience.during(() -> uploadAndSeal(session.client(), until)), until);
        }
        if (session.isOwn()) { // a system that was there before knows of earlier times, too
            terminal.line("worked for " + StatusLines.duration(seconds(begin)) + "; in "
                    + StatusLines.number(100 * status.idleShare(), 0) + " % of that no stage was working");
        }
        VersionId version = status.versionId().orElseThrow();
        if (until == Milestone.REPORT) {
            patience.during(() -> awaitReportPage(session, version));
        }
        patience.during(() -> fetch(session.client(), version));
        return status;
    }

    /**
     * report.html is written again, within seconds, when the last test image is predicted.
     *
     * @return whether it shows them all
     */
    private boolean awaitReportPage(Session session, VersionId version) throws InterruptedException {
        ObjectStore results = session.client().results();
        List<String> test = new StoredVersion(results, version)
                .manifest().test().stream().map(CaseFiles::caseId).toList();
        Instant end = Instant.now().plus(REPORT_PAGE_PATIENCE);
        while (ShownTestImages.find(results, version)
                .filter(shown -> shown.caseIds().containsAll(test))
                .isEmpty()) {
            if (Instant.now().isAfter(end)) {
                terminal.line("warning: report.html is not there, or does not show all test images; the figures in"
                        + " report.json are complete");
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(REPORT_PAGE_INTERVAL.toMillis());
        }
        return true;
    }

    /** Shows what ingest has found too, whether or not it stops the work. */
    private DatasetStatus follow(Session session, Instant sealAsked, Milestone stage)
            throws IOException, InterruptedException {
        Follow follow = new Follow(session, terminal, folder.name(), sealAsked);
        try {
            DatasetStatus status = follow.until(stage);
            findings(session).filter(IngestFindings::any).ifPresent(found -> found.show(terminal));
            return status;
        } catch (WorkFailedException e) {
            Optional<IngestFindings> found = findings(session).filter(f -> e.exitCode() == ExitCode.BAD_INPUT);
            if (found.isPresent()) {
                found.get().show(terminal);
                found.get().save(target, terminal);
            }
            throw e;
        }
    }

    private Optional<IngestFindings> findings(Session session) throws IOException, InterruptedException {
        return new Retry(session::defeat, Silence.OF_THIS_MACHINE, terminal)
                .during(() -> IngestFindings.newest(session.client().results(), folder.name()));
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    /**
     * @return when the seal was asked for: what ingest sealed or refused before that was the dataset as it was, or half
     *     uploaded
     */
    private Instant uploadAndSeal(ServiceClient client, Milestone goal) throws IOException, InterruptedException {
        DatasetUpload.Outcome outcome = client.upload()
                .mirror(
                        folder,
                        documents(goal),
                        replace,
                        (files, of, bytes) -> terminal.block(List.of(uploading(files, of))));
        terminal.block(List.of());
        if (outcome.deleted() > 0) {
            terminal.line("removed " + outcome.deleted() + " files of " + folder.name() + " that the folder has not");
        }
        if (outcome.sent() > 0 || outcome.deleted() > 0) {
            terminal.line(String.format(
                    Locale.ROOT,
                    "uploaded %d of %d files, %.1f MB, to bucket %s/%s",
                    outcome.sent(),
                    outcome.files(),
                    outcome.sentBytes() / 1e6,
                    client.connection().namespace().datasets(),
                    folder.name()));
        } else {
            terminal.line("all " + outcome.files() + " files are in the store already");
        }
        Instant asked = Instant.now();
        ServiceClient.Answer answer = client.seal(folder.name());
        if (answer.status() / 100 == 5) {
            throw new IOException("ingest answered " + answer.status() + ": " + answer.message());
        }
        return asked;
    }

    private String uploading(int files, int of) {
        return terminal.isLive() || files == of ? "uploading " + files + "/" + of : "uploading";
    }

    private Path fetch(ServiceClient client, VersionId version) throws IOException {
        ResultsDownload download = new ResultsDownload(client.results());
        int files = download.version(version, target);
        if (until == Milestone.PREPROCESSED) {
            int cases = download.preprocessed(version, target, format);
            terminal.line(cases + " preprocessed cases written below " + target.resolve("preprocessed"));
        }
        terminal.line(files + " result files in " + target);
        return target;
    }
}
