package io.nephrite.learning.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.pipeline.EpochReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TrainingWatchTest {
    private static final OptionalDouble FOUND = OptionalDouble.of(0.5);
    private static final OptionalDouble ZERO = OptionalDouble.of(0);
    private static final OptionalDouble UNDEFINED = OptionalDouble.empty();

    private final List<String> warnings = new ArrayList<>();
    private final List<EpochReport> history = new ArrayList<>();

    private final TrainingObserver listener = new TrainingObserver() {
        @Override
        public void warning(String message) {
            warnings.add(message);
        }
    };

    private TrainingWatch watch = new TrainingWatch(task("background", "ball", "core"), listener);

    private static TrainingTask task(String... labels) {
        return BallTask.labelled(BallTask.settings(200, 1, 1), labels);
    }

    private void epochs(int count, OptionalDouble ball, OptionalDouble core, double waitShare) {
        epochs(count, ball, core, 100, waitShare);
    }

    private void epochs(int count, OptionalDouble ball, OptionalDouble core, double seconds, double waitShare) {
        for (int i = 0; i < count; i++) {
            history.add(new EpochReport(
                    history.size(),
                    200,
                    0,
                    0,
                    List.of(ball, core),
                    List.of(ball, core),
                    ball,
                    0,
                    false,
                    0.01,
                    Instant.EPOCH,
                    seconds,
                    1,
                    waitShare,
                    OptionalLong.empty(),
                    0));
            watch.epoch(history);
        }
    }

    @Test
    void saysWhichClassNoTrainingCaseContains() {
        watch = new TrainingWatch(task("background", "ball", "core", "cyst"), listener);
        watch.begin(List.of());
        assertThat(warnings).singleElement().asString().startsWith("no training case of fold 0 contains cyst");

        List<String> told = List.copyOf(warnings);
        warnings.clear();
        watch.begin(told);
        assertThat(warnings).as("after a resume").isEmpty();
    }

    @Test
    void saysOnceThatAClassWasZeroForFiftyEpochsWhereverTheyBegin() {
        epochs(10, FOUND, FOUND, 0);
        epochs(49, FOUND, ZERO, 0);
        assertThat(warnings).isEmpty();
        epochs(1, FOUND, ZERO, 0);
        assertThat(warnings).singleElement().asString().contains("pseudo Dice of core was 0 for 50 epochs, 10 to 59");
        epochs(60, FOUND, ZERO, 0);
        epochs(1, FOUND, FOUND, 0);
        epochs(60, FOUND, ZERO, 0);
        assertThat(warnings).hasSize(1);
    }

    @Test
    void aClassFoundOnceInFiftyEpochsIsNoCauseForWarning() {
        epochs(49, FOUND, ZERO, 0);
        epochs(1, FOUND, FOUND, 0);
        epochs(49, FOUND, ZERO, 0);
        assertThat(warnings).isEmpty();
    }

    @Test
    void anUndefinedDiceIsNotCalledZero() {
        epochs(60, UNDEFINED, FOUND, 0);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("ball was undefined for 50 epochs, 0 to 49", "no validation patch showed it");
    }

    @Test
    void aRareClassThatIsNeverFoundIsZero() {
        for (int i = 0; i < 25; i++) {
            epochs(1, FOUND, UNDEFINED, 0);
            epochs(1, FOUND, ZERO, 0);
        }
        assertThat(warnings).singleElement().asString().contains("core was 0 for 50 epochs");
    }

    @Test
    void saysOnceThatEpochsWaitForBatches() {
        epochs(1, FOUND, FOUND, 0.1);
        assertThat(warnings).isEmpty();
        epochs(3, FOUND, FOUND, 0.11);
        assertThat(warnings).singleElement().asString().contains("epoch 1 waited 11 %", "training.loaderThreads");
    }

    @Test
    void aPauseOfLessThanASecondIsNoCauseForWarning() {
        epochs(3, FOUND, FOUND, 1, 0.9);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aResumeTellsNothingAgain() {
        epochs(55, ZERO, UNDEFINED, 0.5);
        assertThat(warnings).hasSize(3);
        watch = new TrainingWatch(task("background", "ball", "core"), listener);
        epochs(55, ZERO, UNDEFINED, 0.5);
        assertThat(warnings).hasSize(3);
    }
}
