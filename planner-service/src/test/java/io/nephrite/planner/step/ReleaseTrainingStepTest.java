package io.nephrite.planner.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.pipeline.Stage;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReleaseTrainingStepTest {
    private static final String FULLRES = "3d_fullres";

    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void asksForEveryFoldWhenTheLastCaseIsThere() {
        SealedDataset dataset = planned(5, Stage.REPORT, "{\"folds\": [\"0\", \"1\", \"all\"]}");
        ReleaseTrainingStep step = new ReleaseTrainingStep(dataset.results);
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
                planned(5, Stage.TRAINED, "{\"configurations\": [\"2d\", \"3d_fullres\"], \"folds\": [0]}");
        ReleaseTrainingStep step = new ReleaseTrainingStep(dataset.results);
        for (int i = 0; i < 4; i++) {
            step.handle(dataset.preprocessed(i, FULLRES));
        }
        assertThat(step.handle(dataset.preprocessed(4, FULLRES)))
                .extracting(e -> ((TrainingRequested) e).configuration())
                .containsExactly(FULLRES);
    }

    @Test
    void releasesWhatWasPreprocessedBeforeWhenTheGoalMovesOn() {
        SealedDataset dataset = planned(5, Stage.PREPROCESSED, "{\"folds\": [0]}");
        ReleaseTrainingStep step = new ReleaseTrainingStep(dataset.results);
        for (int i = 0; i < 5; i++) {
            assertThat(step.handle(dataset.preprocessed(i, FULLRES))).isEmpty();
        }
        dataset.until(Stage.TRAINED);
        PlansCreated again =
                new PlansCreated(EventHeader.root("again"), SealedDataset.DATASET, SealedDataset.VERSION, "plans");
        assertThat(step.handle(again)).hasSize(1);
        assertThat(step.handle(dataset.preprocessed(0, FULLRES))).isEmpty();
    }

    private SealedDataset planned(int cases, Stage until, String experiment) {
        SealedDataset dataset = new SealedDataset(cases, until, experiment);
        PlanExperimentStep plan =
                new PlanExperimentStep(dataset.datasets, dataset.results, new IntensityCounting(executor, 0));
        for (int i = 0; i < cases; i++) {
            plan.handle(dataset.fingerprinted(i));
        }
        return dataset;
    }
}
