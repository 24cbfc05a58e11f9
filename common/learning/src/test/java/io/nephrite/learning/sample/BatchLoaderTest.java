package io.nephrite.learning.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.learning.train.BallTask;
import io.nephrite.learning.train.TrainingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchLoaderTest {
    private static final BatchLoader.Schedule SCHEDULE = new BatchLoader.Schedule(2, 3, 1);

    private final BatchPlan plan = plan(BallTask.task(BallTask.plan(false), BallTask.settings(2, 3, 1)));

    private static BatchPlan plan(TrainingTask task) {
        return BatchPlan.of(
                task.configuration(),
                task.network(),
                task.targets(),
                task.settings(),
                task.seed(),
                task.fold(),
                task.training(),
                task.validation());
    }

    private static List<float[]> images(BatchLoader loader, int count) throws InterruptedException {
        List<float[]> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(loader.take().image());
        }
        return images;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void handsOutTheScheduleInOrderWhateverTheNumberOfThreads(int threads) throws InterruptedException {
        BatchMaker maker = new BatchMaker(plan);
        List<float[]> expected = List.of(
                maker.make(true, 0, 1).image(),
                maker.make(true, 0, 2).image(),
                maker.make(false, 0, 0).image(),
                maker.make(true, 1, 0).image(),
                maker.make(true, 1, 1).image());

        try (BatchLoader loader =
                new BatchLoader(plan, BatchLoader.daemons(threads), threads, System::nanoTime, SCHEDULE, 0, 1)) {
            assertThat(images(loader, 5)).usingRecursiveComparison().isEqualTo(expected);
        }
    }

    @Test
    void beginsWithTheValidationOfAnEpochThatIsTrained() throws InterruptedException {
        float[] expected = new BatchMaker(plan).make(false, 1, 0).image();

        try (BatchLoader loader = new BatchLoader(plan, BatchLoader.daemons(1), 1, System::nanoTime, SCHEDULE, 1, 3)) {
            assertThat(loader.take().image()).isEqualTo(expected);
        }
    }

    @Test
    void countsTheWaitingForAllBatchesButTheFirst() throws InterruptedException {
        AtomicLong seconds = new AtomicLong();
        LongSupplier secondAtEachLook = () -> TimeUnit.SECONDS.toNanos(seconds.getAndIncrement());
        try (BatchLoader loader = new BatchLoader(plan, BatchLoader.daemons(1), 1, secondAtEachLook, SCHEDULE, 0, 0)) {
            loader.take();
            assertThat(loader.waitedSeconds()).isZero();
            images(loader, 7);
            assertThat(loader.waitedSeconds()).isEqualTo(7);
        }
    }
}
