package io.nephrite.eval.step;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.ReportCreated;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.Failure;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.pipeline.Json;
import io.nephrite.core.pipeline.ObjectInfo;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.ObjectStore;
import io.nephrite.core.pipeline.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Progress of one dataset. Reads the store at the first question and after each new version or plan. Thread-safe. */
final class DatasetBoard {
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final String dataset;
    private final Set<String> asked = new TreeSet<>();
    private final Set<String> checked = new TreeSet<>();
    private final Map<String, Failure> failures = new LinkedHashMap<>();
    private final BusyTime busy = new BusyTime();
    private Optional<VersionBoard> version = Optional.empty();
    private Optional<Instant> updatedAt = Optional.empty();
    private boolean read;
    private boolean stale = true;

    DatasetBoard(ObjectStore datasets, ObjectStore results, String dataset) {
        this.datasets = datasets;
        this.results = results;
        this.dataset = dataset;
    }

    synchronized void seen(Event event, Optional<Instant> begun, Instant sent) {
        updatedAt = updatedAt.filter(t -> t.isAfter(sent)).or(() -> Optional.of(sent));
        begun.ifPresent(b -> busy.add(b, sent));
        if (event instanceof CaseCheckRequested e) {
            asked.add(e.files().caseId());
        } else if (event instanceof CaseChecked e) {
            checked.add(e.caseId());
        } else if (event instanceof WorkFailed e) {
            failures.put(e.header().eventId(), new Failure(e.stage(), e.subject(), e.code(), e.message(), sent));
        } else if (event instanceof DatasetSealed || event instanceof PlansCreated) {
            stale = true;
        }
        version.filter(v -> !stale).ifPresent(v -> apply(event, v));
        version.filter(v -> !stale).ifPresent(this::skipCases);
    }

    private static void apply(Event event, VersionBoard board) {
        if (event instanceof CaseFingerprinted e && e.version().equals(board.version())) {
            board.fingerprinted(e.caseId());
        } else if (event instanceof CasePreprocessed e && e.version().equals(board.version())) {
            board.preprocessed(e.dataIdentifier(), e.caseId());
        } else if (event instanceof EpochCompleted e && e.version().equals(board.version())) {
            board.fold(e.configuration(), e.fold()).ifPresent(f -> f.epoch(FoldBoard.Epoch.of(e)));
        } else if (event instanceof FoldTrained e && e.version().equals(board.version())) {
            board.fold(e.configuration(), e.fold()).ifPresent(FoldBoard::trained);
        } else if (event instanceof CasePredicted e && e.version().equals(board.version())) {
            board.fold(e.configuration(), e.fold()).ifPresent(f -> f.predicted(e.caseId()));
        } else if (event instanceof CaseEvaluated e && e.version().equals(board.version())) {
            board.fold(e.configuration(), e.fold()).ifPresent(f -> f.evaluated(e.caseId()));
        } else if (event instanceof ReportCreated e && e.version().equals(board.version())) {
            board.reported(e.reportKey());
        } else if (event instanceof WorkFailed e && e.version().equals(Optional.of(board.version()))) {
            failedFold(e, board).ifPresent(FoldBoard::failed);
        }
    }

    /** A training's failure names configuration and fold as its subject. */
    private static Optional<FoldBoard> failedFold(WorkFailed event, VersionBoard board) {
        String[] parts = event.subject().split(" fold ", 2);
        return parts.length == 2 ? board.fold(parts[0], parts[1]) : Optional.empty();
    }

    /** @return empty where nothing is known of such a dataset */
    synchronized Optional<DatasetStatus> status() {
        readWhatIsNew();
        Optional<IntakeStatus> intake = results.find(ObjectKeys.intake(dataset)).map(IntakeStatus::parse);
        if (intake.isEmpty() && version.isEmpty() && asked.isEmpty() && checked.isEmpty() && failures.isEmpty()) {
            return Optional.empty();
        }
        int caseCount = version.map(VersionBoard::caseCount).orElse(0);
        List<StageProgress> stages = new ArrayList<>();
        asked.addAll(checked);
        int total = Math.max(caseCount, asked.size());
        stages.add(new StageProgress("checked", version.isPresent() ? total : checked.size(), total));
        version.ifPresent(v -> stages.addAll(v.stages()));
        Map<Boolean, List<Failure>> bySkipped = failures.values().stream()
                .sorted(Comparator.comparing(Failure::time))
                .collect(Collectors.partitioningBy(
                        failure -> version.map(v -> v.skips(failure)).orElse(false)));
        return Optional.of(new DatasetStatus(
                dataset,
                version.map(VersionBoard::version),
                version.map(VersionBoard::until).orElseGet(this::goal),
                intake.map(IntakeStatus::awaited).orElse(List.of()),
                stages,
                version.map(VersionBoard::foldProgress).orElse(List.of()),
                bySkipped.get(false),
                bySkipped.get(true),
                version.flatMap(VersionBoard::reportKey),
                updatedAt,
                busy.idleShare()));
    }

    private void readWhatIsNew() {
        if (!read) {
            String prefix = ObjectKeys.checks(dataset);
            for (ObjectInfo check : results.list(prefix)) {
                checked.add(caseIdOf(check.key().substring(prefix.length())));
            }
            for (ObjectInfo failure : results.list(ObjectKeys.failures(dataset))) {
                WorkFailed event = Json.read(results.bytes(failure.key()), WorkFailed.class);
                failures.putIfAbsent(
                        event.header().eventId(),
                        new Failure(
                                event.stage(), event.subject(), event.code(), event.message(), failure.lastModified()));
            }
            read = true;
        }
        Optional<JsonNode> current = results.find(ObjectKeys.current(dataset)).map(Json::tree);
        if (current.isEmpty()) {
            return;
        }
        String newest = current.get().path("version").asText();
        Stage until = Stage.of(current.get().path("until").asText());
        boolean isKnown = version.isPresent()
                && version.get().version().equals(newest)
                && version.get().until() == until;
        if (stale || !isKnown) {
            version = Optional.of(VersionBoard.read(results, dataset, newest, until));
            skipCases(version.get());
            stale = false;
        }
    }

    private void skipCases(VersionBoard board) {
        failures.values().stream().filter(board::skips).map(Failure::subject).forEach(board::skip);
    }

    /** Names of checks are case id, content id and json, with dots between; case ids may have dots themselves. */
    private static String caseIdOf(String checkName) {
        String withoutSuffix = checkName.substring(0, checkName.length() - ".json".length());
        int dot = withoutSuffix.lastIndexOf('.');
        return dot < 0 ? withoutSuffix : withoutSuffix.substring(0, dot);
    }

    private Stage goal() {
        return datasets.find(dataset + "/" + ObjectKeys.GOAL_FILE)
                .map(Goal::parse)
                .orElse(Goal.REPORT)
                .until();
    }
}
