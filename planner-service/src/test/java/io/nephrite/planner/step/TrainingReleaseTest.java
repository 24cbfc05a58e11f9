package io.nephrite.planner.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PreviousStage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingReleaseTest {
    private static final String FULLRES = "3d_fullres";

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final ManualClock clock = new ManualClock();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void asksForEveryFoldWhenTheLastCaseIsThere() {
        SealedDataset dataset = planned(5, Milestone.REPORT, "{\"folds\": [\"0\", \"1\", \"all\"]}");
        TrainingRelease step = new TrainingRelease(dataset.results, clock);
        for (int i = 0; i < 4; i++) {
            assertThat(step.handle(dataset.preprocessed(i, FULLRES))).isEmpty();
        }
        List<Event> events = step.handle(dataset.preprocessed(4, FULLRES));
        assertThat(events).extracting(e -> ((TrainingRequested) e).fold()).containsExactly("0", "1", "all");
        assertThat(events).extracting(e -> ((TrainingRequested) e).trainingId()).doesNotHaveDuplicates();
        // again: the same event releases, another does not
        assertThat(step.handle(dataset.preprocessed(4, FULLRES))).isEqualTo(events);
        assertThat(step.handle(dataset.preprocessed(1, FULLRES))).isEmpty();
    }

    @Test
    void waitsForTheOtherDataIdentifierOnlyWhereItIsUsed() {
        SealedDataset dataset =
                planned(5, Milestone.TRAINED, "{\"configurations\": [\"2d\", \"3d_fullres\"], \"folds\": [0]}");
        TrainingRelease step = new TrainingRelease(dataset.results, clock);
        for (int i = 0; i < 4; i++) {
            step.handle(dataset.preprocessed(i, FULLRES));
        }
        assertThat(step.handle(dataset.preprocessed(4, FULLRES)))
                .extracting(e -> ((TrainingRequested) e).configuration())
                .containsExactly(FULLRES);
    }

    @Test
    void releasesWhatWasPreprocessedBeforeWhenTheGoalMovesOn() {
        SealedDataset dataset = planned(5, Milestone.PREPROCESSED, "{\"folds\": [0]}");
        TrainingRelease step = new TrainingRelease(dataset.results, clock);
        for (int i = 0; i < 5; i++) {
            assertThat(step.handle(dataset.preprocessed(i, FULLRES))).isEmpty();
        }
        dataset.until(Milestone.TRAINED);
        PlansCreated again =
                new PlansCreated(EventHeader.root("again"), SealedDataset.DATASET, SealedDataset.VERSION, "plans");
        assertThat(step.handle(again)).hasSize(1);
        assertThat(step.handle(dataset.preprocessed(0, FULLRES))).isEmpty();
    }

    @Test
    void readsNothingUntilTheLastOfAThousandCases() {
        SealedDataset dataset = planned(1_000, Milestone.TRAINED, "{\"folds\": [0]}");
        TrainingRelease step = new TrainingRelease(dataset.results, clock);
        step.handle(dataset.preprocessed(0, FULLRES));
        CasePreprocessed[] events = IntStream.range(0, 1_000)
                .mapToObj(i -> dataset.preprocessed(i, FULLRES))
                .toArray(CasePreprocessed[]::new);
        long reads = dataset.results.reads();
        long lists = dataset.results.lists();
        for (int i = 0; i < 999; i++) {
            assertThat(step.handle(events[i])).isEmpty();
        }
        assertThat(dataset.results.reads()).isEqualTo(reads);
        assertThat(dataset.results.lists()).isEqualTo(lists);
        assertThat(step.handle(events[999])).hasSize(1);
    }

    @Test
    void seesWhatAnotherProcessWasToldOfWhileItHadThePartition() {
        SealedDataset dataset = planned(5, Milestone.TRAINED, "{\"folds\": [0]}");
        TrainingRelease step = new TrainingRelease(dataset.results, clock);
        step.handle(dataset.preprocessed(0, FULLRES));
        for (int i = 1; i < 4; i++) {
            dataset.preprocessed(i, FULLRES);
        }
        clock.advance(Duration.ofMinutes(1));
        assertThat(step.handle(dataset.preprocessed(4, FULLRES))).hasSize(1);
    }

    @Test
    void trainsWithoutACaseThatCannotBePreprocessedWhereTheExperimentAllowsIt() {
        SealedDataset dataset = planned(
                6,
                Milestone.TRAINED,
                "{\"faultyCases\": \"skip\", \"configurations\": [\"2d\", \"3d_fullres\"], \"folds\": [0, \"all\"]}");
        List<String> before = trainingIds(dataset);
        TrainingRelease step = new TrainingRelease(dataset.results, clock);
        for (int i = 0; i < 5; i++) {
            assertThat(step.handle(dataset.preprocessed(i, "2d"))).isEmpty();
            assertThat(step.handle(dataset.preprocessed(i, FULLRES))).isEmpty();
        }
        assertThat(step.handle(dataset.preprocessed(5, "2d"))).isEmpty();

        List<Event> events = step.handle(dataset.failed(5, Work.PREPROCESS_CASE, FailureCode.OUT_OF_MEMORY));

        assertThat(events)
                .extracting(e -> ((TrainingRequested) e).configuration())
                .containsExactly("2d", "2d", FULLRES, FULLRES);
        assertThat(dataset.outcome().cases()).doesNotContain("case_00005").hasSize(5);
        assertThat(dataset.outcome().skipped()).containsEntry("case_00005", "torn in two");
        assertThat(trainingIds(dataset)).doesNotContainAnyElementsOf(before);
        assertThat(new StoredVersion(dataset.results, new VersionId(SealedDataset.DATASET, SealedDataset.VERSION))
                        .fold("all")
                        .train())
                .hasSize(5);
        // again, in a process that knows nothing
        assertThat(new TrainingRelease(dataset.results, clock)
                        .handle(dataset.failed(5, Work.PREPROCESS_CASE, FailureCode.OUT_OF_MEMORY)))
                .isEmpty();
        PlansCreated again =
                new PlansCreated(EventHeader.root("again"), SealedDataset.DATASET, SealedDataset.VERSION, "plans");
        assertThat(new TrainingRelease(dataset.results, clock).handle(again)).hasSize(4);
    }

    @Test
    void trainsWithACaseThatFailedOnceAndSucceededLater() {
        SealedDataset dataset = planned(5, Milestone.TRAINED, "{\"faultyCases\": \"skip\", \"folds\": [0]}");
        TrainingRelease step = new TrainingRelease(dataset.results, clock);
        step.handle(dataset.failed(4, Work.PREPROCESS_CASE, FailureCode.OUT_OF_MEMORY));
        step.handle(dataset.preprocessed(4, FULLRES));
        for (int i = 0; i < 3; i++) {
            step.handle(dataset.preprocessed(i, FULLRES));
        }
        assertThat(step.handle(dataset.preprocessed(3, FULLRES))).hasSize(1);
        assertThat(dataset.outcome().cases()).hasSize(5);
    }

    @Test
    void waitsForACaseThatFailedOtherwise() {
        SealedDataset dataset = planned(5, Milestone.TRAINED, "{\"folds\": [0]}");
        TrainingRelease step = new TrainingRelease(dataset.results, clock);
        for (int i = 0; i < 4; i++) {
            step.handle(dataset.preprocessed(i, FULLRES));
        }
        assertThat(step.handle(dataset.failed(4, Work.PREPROCESS_CASE, FailureCode.OUT_OF_MEMORY)))
                .isEmpty();
        assertThat(step.handle(dataset.preprocessed(4, FULLRES))).hasSize(1);
    }

    @Test
    void saysSoWhereSkippingLeavesAFoldWithoutCases() {
        SealedDataset dataset = planned(5, Milestone.TRAINED, "{\"faultyCases\": \"skip\"}");
        TrainingRelease step = new TrainingRelease(dataset.results, clock);
        for (int i = 0; i < 4; i++) {
            step.handle(dataset.preprocessed(i, FULLRES));
        }
        assertThatThrownBy(() -> step.handle(dataset.failed(4, Work.PREPROCESS_CASE, FailureCode.INVALID_CASE)))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("no case is left to validate with");
    }

    private static List<String> trainingIds(SealedDataset dataset) {
        return dataset.outcome().configurations().stream()
                .flatMap(c -> c.trainings().stream())
                .map(FoldWork::trainingId)
                .toList();
    }

    @Test
    void releasesACascadeWhenTheLastCaseOfItsPreviousStageIsPredicted() {
        SealedDataset dataset = new SealedDataset(
                5, Milestone.TRAINED, "{\"configurations\": [\"3d_cascade_fullres\"], \"folds\": [0, 1]}");
        dataset.shape = new Shape3(300, 512, 512);
        plan(dataset, 5);
        StoredVersion version =
                new StoredVersion(dataset.results, new VersionId(SealedDataset.DATASET, SealedDataset.VERSION));
        // pulled in, with all folds: each case is segmented by one that has not trained on it
        assertThat(version.planning().configurations())
                .extracting(c -> c.name() + " "
                        + c.trainings().stream().map(FoldWork::fold).toList())
                .containsExactly("3d_lowres [0, 1, 2, 3, 4]", "3d_cascade_fullres [0, 1]");
        assertThat(new String(dataset.results.bytes(ObjectKeys.plansExplained(version.id())), UTF_8))
                .contains("3d_lowres, which the experiment does not name, is trained too, in the folds 0, 1, 2, 3, 4.");

        TrainingRelease step = new TrainingRelease(dataset.results, clock);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.addAll(step.handle(dataset.preprocessed(i, "3d_cascade_fullres")));
            events.addAll(step.handle(dataset.preprocessed(i, "3d_lowres")));
        }
        assertThat(events)
                .extracting(e -> ((TrainingRequested) e).configuration())
                .containsOnly("3d_lowres")
                .hasSize(5);

        PreviousStage stage = version.previousStage("3d_cascade_fullres").orElseThrow();
        List<String> cases = version.planning().cases();
        for (String caseId : cases) {
            dataset.results.put(stage.marker(caseId), new byte[0]);
            CasePredicted predicted = new CasePredicted(
                    EventHeader.root("predicted", caseId),
                    SealedDataset.DATASET,
                    SealedDataset.VERSION,
                    "3d_lowres",
                    stage.fold(caseId),
                    caseId,
                    "prediction");
            List<Event> released = step.handle(predicted);
            if (caseId.equals(cases.get(4))) {
                assertThat(released)
                        .extracting(e -> ((TrainingRequested) e).configuration() + " " + ((TrainingRequested) e).fold())
                        .containsExactly("3d_cascade_fullres 0", "3d_cascade_fullres 1");
            } else {
                assertThat(released).isEmpty();
            }
        }
    }

    private SealedDataset planned(int cases, Milestone until, String experiment) {
        SealedDataset dataset = new SealedDataset(cases, until, experiment);
        plan(dataset, cases);
        return dataset;
    }

    private void plan(SealedDataset dataset, int cases) {
        VersionPlanning plan =
                new VersionPlanning(dataset.datasets, dataset.results, new IntensityCounting(executor, 0), clock);
        for (int i = 0; i < cases; i++) {
            plan.handle(dataset.fingerprinted(i));
        }
    }
}
