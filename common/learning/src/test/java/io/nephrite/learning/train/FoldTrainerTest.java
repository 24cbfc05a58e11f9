package io.nephrite.learning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.AugmentationScheme;
import io.nephrite.core.experiment.PrecisionChoice;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.network.Tensor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTrainerTest {
    private static final String FOLD = "set/results/v/small/fold_0/";

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    private static FoldTrainer trainer() {
        return new FoldTrainer(TorchDevice.CPU, 1, Clock.systemUTC());
    }

    private TrainingOutcome train(TrainingTask task, StopSignal stop) {
        return trainer().run(task, new CheckpointStore(store, FOLD), TrainingObserver.NONE, stop);
    }

    private static TrainingTask shortTask(int loaderThreads) {
        return BallTask.task(BallTask.plan(false), BallTask.settings(2, 6, loaderThreads));
    }

    private byte[] finalWeights() {
        return store.bytes(FOLD + "checkpoint_final.safetensors");
    }

    private static StopSignal stopAt(int question, StopSignal.Request request) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.getAndIncrement() == question ? request : StopSignal.Request.CONTINUE;
    }

    /** @param look what the time that the trainer reads goes on by, from one look at it to the next */
    private int checkpointsOfTwoEpochs(TrainingTask task, Duration look) {
        AtomicLong nanos = new AtomicLong();
        AtomicInteger checkpoints = new AtomicInteger();
        new FoldTrainer(
                        TorchDevice.CPU,
                        1,
                        Clock.systemUTC(),
                        () -> nanos.getAndAdd(look.toNanos()),
                        TrainingThreads.DAEMONS)
                .run(
                        task,
                        new CheckpointStore(store, FOLD),
                        new TrainingObserver() {
                            @Override
                            public void checkpointed() {
                                checkpoints.incrementAndGet();
                            }
                        },
                        StopSignal.NEVER);
        return checkpoints.get();
    }

    @Test
    void savesACheckpointInTheMiddleOfAnEpochWhenTheIntervalIsOver() {
        TrainingTask task = shortTask(1);
        Duration interval = Duration.ofSeconds(task.settings().checkpointSeconds());

        int atTheEndsOfEpochs = checkpointsOfTwoEpochs(task, Duration.ofNanos(1));
        store.list("").forEach(object -> store.delete(object.key()));

        assertThat(checkpointsOfTwoEpochs(task, interval.plusNanos(1))).isEqualTo(atTheEndsOfEpochs + 2 * 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lossFallsAndTheBallIsFound(boolean residual) {
        TrainingTask task = BallTask.task(BallTask.plan(residual), BallTask.settings(8, 25, 1));
        TrainingOutcome outcome = train(task, StopSignal.NEVER);
        assertThat(outcome.status()).isEqualTo(TrainingOutcome.Status.FINISHED);
        List<EpochReport> history = outcome.history();
        assertThat(history).hasSize(8);
        assertThat(history.get(7).trainLoss()).isLessThan(history.get(0).trainLoss() - 0.5);
        assertThat(history.get(7).pseudoDice().get(0).orElseThrow()).isGreaterThan(0.75);
        assertThat(history.get(7).perImageDice().get(0).orElseThrow()).isGreaterThan(0.6);
        assertThat(store.list(FOLD).stream().map(ObjectInfo::key))
                .containsExactly(
                        FOLD + "checkpoint_best.json",
                        FOLD + "checkpoint_best.safetensors",
                        FOLD + "checkpoint_final.json",
                        FOLD + "checkpoint_final.safetensors");
    }

    @Test
    void trainsTwoDimensionalPlans() {
        ConfigurationPlan plan = BallTask.plan(false, 2);
        TrainingOutcome outcome = train(BallTask.task(plan, BallTask.settings(4, 25, 1)), StopSignal.NEVER);
        assertThat(outcome.history().get(3).trainLoss())
                .isLessThan(outcome.history().get(0).trainLoss() - 0.3);
    }

    @Test
    void findsRegionsThatOverlapAroundVoxelsThatAreIgnored() {
        LabelMap labels = new LabelMap(
                List.of(
                        Label.of("background", 0),
                        new Label("ball", List.of(1, 2)),
                        Label.of("core", 2),
                        Label.of(Label.IGNORE, 3)),
                List.of(1, 2));
        TrainingOutcome outcome = train(BallTask.labelled(BallTask.settings(8, 25, 1), labels), StopSignal.NEVER);
        EpochReport last = outcome.history().get(7);
        assertThat(last.trainLoss()).isLessThan(outcome.history().get(0).trainLoss() - 0.5);
        assertThat(last.pseudoDice()).hasSize(2);
        assertThat(last.pseudoDice().get(0).orElseThrow()).isGreaterThan(0.75);
    }

    @Test
    void endsInTheSameBitsHoweverOftenItWasStopped() {
        train(shortTask(1), StopSignal.NEVER);
        byte[] uninterrupted = finalWeights();

        for (int question : new int[] {0, 4, 8, 13}) {
            InMemoryObjectStore other = new InMemoryObjectStore();
            CheckpointStore checkpoints = new CheckpointStore(other, FOLD);
            TrainingOutcome stopped = trainer()
                    .run(
                            shortTask(1),
                            checkpoints,
                            TrainingObserver.NONE,
                            stopAt(question + 1, StopSignal.Request.CHECKPOINT_AND_STOP));
            assertThat(stopped.status()).isEqualTo(TrainingOutcome.Status.STOPPED);
            TrainingOutcome finished =
                    trainer().run(shortTask(1), checkpoints, TrainingObserver.NONE, StopSignal.NEVER);
            assertThat(finished.status()).isEqualTo(TrainingOutcome.Status.FINISHED);
            assertThat(finished.history()).hasSize(2);
            assertThat(other.bytes(FOLD + "checkpoint_final.safetensors"))
                    .as("stopped at question %d", question)
                    .isEqualTo(uninterrupted);
        }
    }

    @Test
    void goesOnFromTheLastCheckpointAfterAKill() {
        train(shortTask(1), StopSignal.NEVER);
        byte[] uninterrupted = finalWeights();
        store.list(FOLD).forEach(o -> store.delete(o.key()));

        CheckpointStore checkpoints = new CheckpointStore(store, FOLD);
        trainer()
                .run(
                        shortTask(1),
                        checkpoints,
                        TrainingObserver.NONE,
                        stopAt(3, StopSignal.Request.CHECKPOINT_AND_STOP));
        // some iterations further it dies without another checkpoint
        trainer().run(shortTask(1), checkpoints, TrainingObserver.NONE, stopAt(5, StopSignal.Request.ABANDON));
        train(shortTask(1), StopSignal.NEVER);
        assertThat(finalWeights()).isEqualTo(uninterrupted);
    }

    @Test
    void isIndifferentToTheNumberOfLoaderThreads() {
        train(shortTask(1), StopSignal.NEVER);
        byte[] one = finalWeights();
        store.list(FOLD).forEach(o -> store.delete(o.key()));
        train(shortTask(3), StopSignal.NEVER);
        assertThat(finalWeights()).isEqualTo(one);
    }

    @Test
    void writesNothingOnceItIsAbandoned() {
        TrainingOutcome outcome = train(shortTask(1), stopAt(4, StopSignal.Request.ABANDON));
        assertThat(outcome.status()).isEqualTo(TrainingOutcome.Status.ABANDONED);
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void fallsBackLoudlyToTheCheckpointBeforeADamagedOne() {
        CheckpointStore checkpoints = new CheckpointStore(store, FOLD);
        trainer()
                .run(
                        shortTask(1),
                        checkpoints,
                        TrainingObserver.NONE,
                        stopAt(3, StopSignal.Request.CHECKPOINT_AND_STOP));
        trainer()
                .run(
                        shortTask(1),
                        checkpoints,
                        TrainingObserver.NONE,
                        stopAt(3, StopSignal.Request.CHECKPOINT_AND_STOP));
        List<String> tensors = store.list(FOLD).stream()
                .map(ObjectInfo::key)
                .filter(k -> k.endsWith(".safetensors"))
                .toList();
        assertThat(tensors).hasSize(2);
        byte[] damaged = store.bytes(tensors.get(1));
        damaged[damaged.length / 2] ^= 1;
        store.put(tensors.get(1), damaged);

        TrainingOutcome outcome = train(shortTask(1), StopSignal.NEVER);
        assertThat(outcome.warnings()).anyMatch(w -> w.contains("is damaged") && w.contains("SHA-256"));
        byte[] afterDamage = finalWeights();
        store.list(FOLD).forEach(o -> store.delete(o.key()));
        train(shortTask(1), StopSignal.NEVER);
        assertThat(afterDamage).isEqualTo(finalWeights());
    }

    @Test
    void keepsTheLastTwoCheckpoints() {
        CheckpointStore checkpoints = new CheckpointStore(store, FOLD);
        for (int i = 0; i < 3; i++) {
            trainer()
                    .run(
                            shortTask(1),
                            checkpoints,
                            TrainingObserver.NONE,
                            stopAt(3, StopSignal.Request.CHECKPOINT_AND_STOP));
        }
        assertThat(store.list(FOLD + "checkpoint_latest/")).hasSize(4);
    }

    @Test
    void finishedTrainingIsNotDoneAgain() {
        train(shortTask(1), StopSignal.NEVER);
        List<String> keys = new ArrayList<>();
        TrainingOutcome again = train(shortTask(1), () -> {
            keys.add("asked");
            return StopSignal.Request.CONTINUE;
        });
        assertThat(again.status()).isEqualTo(TrainingOutcome.Status.FINISHED);
        assertThat(again.history()).hasSize(2);
        assertThat(keys).hasSize(1);
    }

    @Test
    void goesOnAfterAKillAtAnyIteration() {
        train(shortTask(1), StopSignal.NEVER);
        byte[] uninterrupted = finalWeights();
        store.list(FOLD).forEach(o -> store.delete(o.key()));
        // a checkpoint after every iteration
        TrainingSettings settings = new TrainingSettings(
                2, 6, 4, 0.01, 3e-5, PrecisionChoice.FP32, true, AugmentationScheme.V2, 0.33, 0, 1);
        TrainingTask task = BallTask.task(BallTask.plan(false), settings);
        int runs = 0;
        while (train(task, stopAt(7, StopSignal.Request.ABANDON)).status() != TrainingOutcome.Status.FINISHED) {
            runs++;
            assertThat(runs).isLessThan(20);
        }
        assertThat(runs).isGreaterThan(2);
        assertThat(finalWeights()).isEqualTo(uninterrupted);
    }

    @Test
    void goesOnWithAFinishedTrainingThatIsExtended() {
        train(shortTask(1), StopSignal.NEVER);
        TrainingTask longer = BallTask.task(BallTask.plan(false), BallTask.settings(3, 6, 1));
        List<Integer> first = new ArrayList<>();
        TrainingOutcome outcome = trainer()
                .run(
                        longer,
                        new CheckpointStore(store, FOLD),
                        new TrainingObserver() {
                            @Override
                            public void started(int firstEpoch, int epochs) {
                                first.add(firstEpoch);
                            }
                        },
                        StopSignal.NEVER);
        assertThat(first).containsExactly(2);
        assertThat(outcome.history()).hasSize(3);
    }

    @Test
    void saysSoWhereTheLossIsNoNumber() {
        TrainingSettings settings = new TrainingSettings(
                2, 6, 4, 1e30, 3e-5, PrecisionChoice.FP32, true, AugmentationScheme.V2, 0.33, 3600, 1);
        TrainingTask task = BallTask.task(BallTask.plan(false), settings);
        assertThatThrownBy(() -> train(task, StopSignal.NEVER))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TRAINING_DIVERGED))
                .hasMessageContaining("[2, 1, 16, 16, 16]")
                .hasMessageContaining("initialLearningRate");
    }

    @Test
    void bfloat16LearnsAsFloat32Does() {
        assertThat(firstLoss(PrecisionChoice.BF16, 40)).isCloseTo(firstLoss(PrecisionChoice.FP32, 40), within(1e-2));
    }

    /** A few steps: CPUs are slow in half precision. */
    @Test
    void halfPrecisionLearnsAsFloat32Does() {
        assertThat(firstLoss(PrecisionChoice.FP16, 6)).isCloseTo(firstLoss(PrecisionChoice.FP32, 6), within(1e-2));
    }

    /** Of the first epoch of a training that begins afresh. */
    private double firstLoss(PrecisionChoice precision, int iterations) {
        TrainingSettings settings = new TrainingSettings(
                1, iterations, 1, 0.01, 3e-5, precision, true, AugmentationScheme.V2, 0.33, 3600, 1);
        TrainingOutcome outcome = train(BallTask.task(BallTask.plan(false), settings), StopSignal.NEVER);
        store.list(FOLD).forEach(o -> store.delete(o.key()));
        return outcome.history().get(0).trainLoss();
    }

    @Test
    void leavesTheUntrainedOutputAlone() {
        train(shortTask(1), StopSignal.NEVER);
        List<Tensor> tensors = new CheckpointStore(store, FOLD)
                .read(CheckpointStore.Kind.FINAL)
                .tensors();
        assertThat(tensors).anyMatch(t -> t.name().equals("decoder.seg_layers.0.weight"));
        assertThat(tensors).noneMatch(t -> t.name().equals("momentum.decoder.seg_layers.0.weight"));
    }

    @Test
    void journalIsReadable() {
        TrainingTask task = shortTask(1);
        trainer().run(task, new CheckpointStore(store, FOLD), new TrainingJournal(store, FOLD, task), StopSignal.NEVER);
        assertThat(new String(store.bytes(FOLD + "training_log.txt"), java.nio.charset.StandardCharsets.UTF_8))
                .contains("train_loss", "Pseudo dice [", "Dice per image [", "classes: ball, core");
        assertThat(store.exists(FOLD + "debug.json")).isTrue();
    }

    @Test
    void tellsOfTheCheckpointThatASuccessorGoesOnFrom() {
        AtomicInteger told = new AtomicInteger();
        TrainingObserver listener = new TrainingObserver() {
            @Override
            public void checkpointed() {
                told.incrementAndGet();
            }
        };
        CheckpointStore checkpoints = new CheckpointStore(store, FOLD);
        trainer().run(shortTask(1), checkpoints, listener, stopAt(5, StopSignal.Request.CHECKPOINT_AND_STOP));
        assertThat(told).hasValue(1);
        trainer().run(shortTask(1), checkpoints, listener, StopSignal.NEVER);
        assertThat(told).as("no training continues from the final checkpoint").hasValue(1);
    }

    @Test
    void removesWhatACrashLeftOfACheckpoint() {
        store.put(FOLD + "checkpoint_latest/0000000001.safetensors", new byte[] {1});
        train(shortTask(1), stopAt(5, StopSignal.Request.CHECKPOINT_AND_STOP));
        assertThat(store.list(FOLD + "checkpoint_latest/").stream().map(ObjectInfo::key))
                .containsExactly(
                        FOLD + "checkpoint_latest/0000000004.json", FOLD + "checkpoint_latest/0000000004.safetensors");
        store.put(FOLD + "checkpoint_latest/0000000007.safetensors", new byte[] {1});
        train(shortTask(1), StopSignal.NEVER);
        assertThat(store.list(FOLD + "checkpoint_latest/")).isEmpty();
    }

    private static TrainingTask labelled(String... labels) {
        return BallTask.labelled(BallTask.settings(2, 2, 1), labels);
    }

    @Test
    void warningsOutliveAResume() {
        TrainingTask task = labelled("background", "ball", "core", "cyst");
        CheckpointStore checkpoints = new CheckpointStore(store, FOLD);
        List<String> heard = new ArrayList<>();
        for (StopSignal stop : List.of(stopAt(3, StopSignal.Request.CHECKPOINT_AND_STOP), StopSignal.NEVER)) {
            TrainingObserver listener = new TrainingJournal(store, FOLD, task).and(new TrainingObserver() {
                @Override
                public void warning(String message) {
                    heard.add(message);
                }
            });
            TrainingOutcome outcome = trainer().run(task, checkpoints, listener, stop);
            assertThat(outcome.warnings()).anyMatch(w -> w.contains("contains cyst"));
        }
        assertThat(heard.stream().filter(w -> w.contains("contains cyst"))).hasSize(1);
        assertThat(Json.tree(store.bytes(FOLD + "debug.json")).at("/warnings/0").asText())
                .contains("contains cyst");
        assertThat(new String(store.bytes(FOLD + "training_log.txt"), java.nio.charset.StandardCharsets.UTF_8))
                .containsOnlyOnce("WARNING no training case of fold 0 contains cyst");
    }

    @Test
    void readsCheckpointsThatSayNothingOfWarnings() {
        ObjectNode old = Json.mapper().valueToTree(TrainingProgress.START);
        old.remove("warnings");
        assertThat(Json.mapper().convertValue(old, TrainingProgress.class)).isEqualTo(TrainingProgress.START);
    }

    @Test
    void drawsClassesOfAnyName() {
        TrainingTask task = labelled("background", "mean", "mean (mov. avg.)");
        trainer().run(task, new CheckpointStore(store, FOLD), new TrainingJournal(store, FOLD, task), StopSignal.NEVER);
        assertThat(store.exists(FOLD + "progress.png")).isTrue();
    }

    @Test
    void namesPatchBatchAndBytesWhereTheHeapIsExhausted() {
        TrainingTask task = shortTask(3);
        TrainingObserver exhausting = new TrainingObserver() {
            @Override
            public void epochCompleted(EpochReport report, List<EpochReport> history) {
                throw new OutOfMemoryError("Java heap space");
            }
        };
        assertThatThrownBy(() -> trainer().run(task, new CheckpointStore(store, FOLD), exhausting, StopSignal.NEVER))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_MEMORY))
                .hasMessageContainingAll(
                        "Java heap space",
                        Runtime.getRuntime().maxMemory() + " bytes",
                        "patch [16, 16, 16] and batch size 2",
                        // 2 images in float32; 2 label maps of the patch and of half of it per axis
                        "5 batches of " + (2 * 4 * 4096 + 2 * 4096 + 2 * 512) + " bytes");
    }
}
