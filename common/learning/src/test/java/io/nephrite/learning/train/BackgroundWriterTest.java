package io.nephrite.learning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.TorchDevice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a training stores while it goes on. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BackgroundWriterTest {
    private static final String FOLD = "fold_0/";
    private static final String BEST = FOLD + "checkpoint_best.safetensors";
    private static final int ITERATIONS = 6;
    private static final int VALIDATION_ITERATIONS = 4;
    private static final int EPOCH = ITERATIONS + VALIDATION_ITERATIONS;
    /** Number of the first question of the second epoch whether the training shall go on; number 0 is before the first. */
    private static final int SECOND_EPOCH = 1 + EPOCH;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);

    private final TrainingObserver listener = new TrainingObserver() {
        @Override
        public void epochCompleted(EpochReport report, List<EpochReport> history) {
            told.add("epoch " + report.epoch());
        }

        @Override
        public void checkpointed() {
            told.add("checkpoint");
        }
    };

    private static TrainingTask task() {
        return BallTask.task(BallTask.plan(false), BallTask.settings(2, ITERATIONS, 1));
    }

    private TrainingOutcome train(CheckpointStore checkpoints, StopSignal stop) {
        return new FoldTrainer(TorchDevice.CPU, 1, Clock.systemUTC()).run(task(), checkpoints, listener, stop);
    }

    /** Lets the first put of the best weights wait until the training goes on with the next epoch. */
    private CheckpointStore slow() {
        AtomicBoolean isFirst = new AtomicBoolean(true);
        return new CheckpointStore(
                new ForwardingObjectStore(store) {
                    @Override
                    public void put(String key, Content content) {
                        if (key.equals(BEST) && isFirst.getAndSet(false)) {
                            await();
                        }
                        super.put(key, content);
                        told.add("put " + key);
                    }
                },
                FOLD);
    }

    private void await() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks for something when the second epoch begins, and lets the put go on after so many further questions. */
    private StopSignal atTheSecondEpoch(StopSignal.Request request, int further) {
        return () -> {
            int question = asked.getAndIncrement();
            if (question == SECOND_EPOCH + further) {
                goOn.countDown();
            }
            return question < SECOND_EPOCH ? StopSignal.Request.CONTINUE : request;
        };
    }

    @Test
    void trainsOnWhileWeightsAreStoredAndTellsOfTheEpochAfterwards() {
        TrainingOutcome outcome = train(slow(), atTheSecondEpoch(StopSignal.Request.CONTINUE, 3));

        assertThat(outcome.status()).isEqualTo(TrainingOutcome.Status.FINISHED);
        assertThat(told).startsWith("put " + BEST, "put " + FOLD + "checkpoint_best.json", "epoch 0");
        assertThat(told)
                .endsWith(
                        "epoch 1",
                        "put " + FOLD + "checkpoint_final.safetensors",
                        "put " + FOLD + "checkpoint_final.json");
    }

    @Test
    void pauseRightAfterAnEpochWaitsForWhatItLeft() {
        train(new CheckpointStore(store, FOLD), StopSignal.NEVER);
        byte[] uninterrupted = store.bytes(FOLD + "checkpoint_final.safetensors");
        store.list(FOLD).forEach(object -> store.delete(object.key()));
        told.clear();

        CheckpointStore checkpoints = slow();
        TrainingOutcome paused = train(checkpoints, atTheSecondEpoch(StopSignal.Request.CHECKPOINT_AND_STOP, 0));

        assertThat(paused.status()).isEqualTo(TrainingOutcome.Status.STOPPED);
        String latest = FOLD + "checkpoint_latest/0000000006.safetensors";
        assertThat(told)
                .containsExactly(
                        "put " + BEST,
                        "put " + FOLD + "checkpoint_best.json",
                        "epoch 0",
                        "put " + latest,
                        "checkpoint");
        assertThat(train(checkpoints, StopSignal.NEVER).status()).isEqualTo(TrainingOutcome.Status.FINISHED);
        assertThat(store.bytes(FOLD + "checkpoint_final.safetensors")).isEqualTo(uninterrupted);
    }

    @Test
    void pauseAfterTheLastEpochLosesNothing() {
        int last = 1 + 2 * EPOCH;
        TrainingOutcome paused = train(
                new CheckpointStore(store, FOLD),
                () -> asked.getAndIncrement() == last
                        ? StopSignal.Request.CHECKPOINT_AND_STOP
                        : StopSignal.Request.CONTINUE);

        assertThat(paused.status()).isEqualTo(TrainingOutcome.Status.STOPPED);
        assertThat(store.exists(FOLD + "checkpoint_latest/0000000012.safetensors"))
                .isTrue();
        told.clear();
        assertThat(train(new CheckpointStore(store, FOLD), StopSignal.NEVER).status())
                .isEqualTo(TrainingOutcome.Status.FINISHED);
        assertThat(told).isEmpty();
    }

    @Test
    void cancelWaitsForWhatIsBeingStored() {
        TrainingOutcome cancelled = train(slow(), atTheSecondEpoch(StopSignal.Request.ABANDON, 0));

        assertThat(cancelled.status()).isEqualTo(TrainingOutcome.Status.ABANDONED);
        assertThat(told).containsExactly("put " + BEST, "put " + FOLD + "checkpoint_best.json", "epoch 0");
    }

    @Test
    void failsWithWhatTheStoreFailsWithInTheMiddleOfAPut() {
        PipelineException reason = new PipelineException(FailureCode.INVALID_CASE, "the store refuses the object");
        CheckpointStore failing = new CheckpointStore(
                new ForwardingObjectStore(store) {
                    @Override
                    public void put(String key, Content content) {
                        await();
                        try (InputStream in = content.open()) {
                            in.readNBytes(Math.toIntExact(content.size() / 2));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        throw reason;
                    }
                },
                FOLD);

        assertThatThrownBy(() -> train(failing, atTheSecondEpoch(StopSignal.Request.CONTINUE, 2)))
                .isSameAs(reason);
        assertThat(asked.get()).as("questions; the second epoch is not ended").isLessThanOrEqualTo(1 + 2 * EPOCH);
        assertThat(told).isEmpty();
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void keepsTheReasonWhyATrainingFailedWhereStoringFailsToo() throws InterruptedException {
        IllegalStateException diverged = new IllegalStateException("diverged");
        IllegalStateException away = new IllegalStateException("away");
        assertThatThrownBy(() -> {
                    try (BackgroundWriter writer = new BackgroundWriter(BackgroundWriter.daemon())) {
                        writer.begin(() -> {
                            await();
                            throw away;
                        });
                        goOn.countDown();
                        throw diverged;
                    }
                })
                .isSameAs(diverged)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(away));
    }

    @Test
    void interruptsWhatIsBeingStoredWhereTheTrainingIsInterrupted() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean isInterrupted = new AtomicBoolean();
        BackgroundWriter writer = new BackgroundWriter(BackgroundWriter.daemon());
        writer.begin(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                isInterrupted.set(true);
            }
        });
        begun.await();
        Thread.currentThread().interrupt();
        writer.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(isInterrupted).isTrue();
    }
}
