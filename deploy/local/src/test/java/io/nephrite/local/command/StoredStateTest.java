package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.housekeeping.SweepRules;
import io.nephrite.core.housekeeping.Sweeper;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.lineage.TrainingLineage;
import io.nephrite.core.pipeline.CheckedCase;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.sweep.Sweep;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.local.client.FinishedWork;
import io.nephrite.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * This code reads what every release has stored, and finds nothing to do for work that a release has finished. A release
 * adds a file, which {@code PipelineIT} writes with {@code -Dnephrite.write=true} where it is absent.
 */
class StoredStateTest {
    private static final Path STATES = Path.of("src", "test", "resources", "states");

    /** Once released, it is never written again. */
    static final Path THIS_RELEASE = STATES.resolve("0.1.zip");

    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore datasets = new InMemoryObjectStore(clock);
    private final InMemoryObjectStore results = new InMemoryObjectStore(clock);

    static List<Path> states() throws IOException {
        try (Stream<Path> files = Files.list(STATES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void readsEveryDocument(Path state) throws IOException {
        VersionId id = open(state);
        String dataset = id.dataset();
        StoredVersion version = new StoredVersion(results, id);
        DatasetManifest manifest = version.manifest();

        assertThat(version.goal().until()).isEqualTo(Milestone.REPORT);
        assertThat(IntakeStatus.parse(results.bytes(ObjectKeys.intake(dataset))).version())
                .isEqualTo(id.version());
        IngestReport.parse(results.bytes(ObjectKeys.ingestReport(id)));
        DatasetFingerprint.parse(results.bytes(ObjectKeys.datasetFingerprint(id)));
        for (CaseFiles files : manifest.training()) {
            assertThat(CheckedCase.find(results, dataset, files)).isPresent();
            Json.read(
                    results.bytes(ObjectKeys.caseFingerprint(
                            dataset, files, version.experiment().rawResampling())),
                    CaseFingerprint.class);
        }
        for (ConfigurationWork work : version.planning().configurations()) {
            assertThat(version.plans().configuration(work.name()).patchSize()).isNotEmpty();
            Json.read(
                    results.bytes(ObjectKeys.preprocessingParameters(dataset, work.parametersId())),
                    PreprocessingParameters.class);
            for (CaseFiles files : manifest.training()) {
                Json.read(
                        results.bytes(ObjectKeys.properties(dataset, work.parametersId(), files)),
                        CaseProperties.class);
            }
        }
        for (FoldId fold : version.folds()) {
            FoldFolder folder = FoldFolder.of(fold);
            assertThat(version.predictedCases(fold)).isEqualTo(version.evaluatedCases(fold));
            assertThat(FoldJournal.find(results, fold)).isPresent();
            TrainingLineage.parse(results.bytes(folder.lineage()));
            JsonNode head = Json.tree(results.bytes(folder.finalCheckpoint().document()));
            assertThat(head.path("format").asText()).isEqualTo("nephrite-checkpoint-1");
        }
        assertThat(ChosenModel.find(results, id)).isPresent();
        assertThat(Json.tree(results.bytes(ObjectKeys.report(id))).at("/configurations/0/folds/0/cases"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("states")
    void findsNothingToDo(Path state) throws IOException {
        VersionId id = open(state);

        assertThat(new FinishedWork(datasets, results).version(id.dataset(), Milestone.REPORT))
                .contains(id);
        Sweep lostWork = new Sweep(results, () -> true, Set::of, clock, Duration.ofSeconds(20), Duration.ofMinutes(10));
        for (int look = 0; look < 3; look++) {
            assertThat(lostWork.look()).isEmpty();
            clock.advance(Duration.ofHours(1));
        }
        clock.advance(Duration.ofDays(2));
        assertThat(new Sweeper(datasets, results, clock)
                        .sweep(SweepRules.usual(), Instant.MAX)
                        .all()
                        .objects())
                .as("leftovers of work that is done")
                .isZero();
    }

    private VersionId open(Path state) throws IOException {
        try (InputStream in = Files.newInputStream(state)) {
            StoredState.read(in, datasets, results);
        }
        String dataset = datasets.folders("").stream()
                .filter(name -> !name.startsWith("_"))
                .findFirst()
                .orElseThrow();
        clock.advance(Duration.ofSeconds(1));
        Optional<CurrentVersion> current = CurrentVersion.find(results, dataset);
        current.orElseThrow().write(results, dataset);
        return current.get().of(dataset);
    }
}
