package io.nephrite.learning.train;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.TrainingDevice;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.device.TorchLibrary;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.network.ScriptOptions;
import io.nephrite.learning.network.Tensor;
import io.nephrite.learning.network.TorchNetwork;
import io.nephrite.learning.network.WeightInitializer;
import io.nephrite.learning.sample.BatchLoader;
import io.nephrite.learning.sample.BatchPlan;
import io.nephrite.learning.train.TrainingOutcome.Status;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Trains one fold, or goes on with one from its newest checkpoint. On the CPU with the same number of threads the final
 * weights are the same to the bit, however often the training was stopped in between.
 */
public final class FoldTrainer {
    /** On a GPU, unless the experiment asks for more. */
    private static final int MOST_LOADERS = 8;
    /** Cores that drive the GPU and the rest of the process. */
    private static final int BUSY_CORES = 2;

    private final TorchDevice device;
    private final int threads;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final TrainingThreads beside;

    /** By the time and on the threads of this process. */
    public FoldTrainer(TorchDevice device, int threads, Clock clock) {
        this(device, threads, clock, System::nanoTime, TrainingThreads.DAEMONS);
    }

    /**
     * Makes a trainer on one device.
     *
     * @param threads of the CPU's operators
     * @param clock says when epochs began
     * @param nanoTime measures epochs, waiting and the time between checkpoints
     * @param beside makes the threads that work beside the one that trains
     */
    public FoldTrainer(TorchDevice device, int threads, Clock clock, LongSupplier nanoTime, TrainingThreads beside) {
        this.device = device;
        this.threads = threads;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.beside = beside;
    }

    /**
     * Returns when all epochs are done or the signal asks to stop; trains on the calling thread, and stores checkpoints
     * and tells of epochs beside it. Whatever was begun to be stored is stored when this returns or throws.
     *
     * @throws PipelineException where the loss is no number, or memory is exhausted; the last good checkpoint stays
     * @throws RuntimeException what the store or the listener has thrown, before the step that follows
     */
    public TrainingOutcome run(
            TrainingTask task, CheckpointStore checkpoints, TrainingObserver listener, StopSignal stop) {
        if (stop.request() == StopSignal.Request.ABANDON) {
            return new TrainingOutcome(Status.ABANDONED, List.of(), List.of());
        }
        Warnings warnings = new Warnings();
        Optional<Checkpoint> newest = checkpoints.newest(warnings::warning);
        TrainingProgress progress = newest.map(c -> Json.mapper().convertValue(c.progress(), TrainingProgress.class))
                .orElse(TrainingProgress.START);
        warnings.resumed(progress.warnings());
        listener.resumed(progress.warnings());
        warnings.untold().forEach(listener::warning);
        if (progress.epoch() >= task.settings().epochs() && checkpoints.has(CheckpointStore.Kind.FINAL)) {
            return new TrainingOutcome(Status.FINISHED, progress.history(), warnings.texts);
        }
        NetworkSpec spec = task.network();
        try (TorchNetwork network = TorchNetwork.open(
                        spec,
                        task.targets(),
                        options(task),
                        newest.map(Checkpoint::byName)
                                .orElseGet(() -> WeightInitializer.weights(spec, task.seed(), task.fold())),
                        device,
                        threads);
                BackgroundWriter writer = new BackgroundWriter(beside.writer().get())) {
            newest.ifPresent(c -> network.restore(c.byName()));
            Run run = new Run(task, network, checkpoints, writer, listener, warnings, stop, progress);
            Status status = uninterrupted(run);
            return new TrainingOutcome(status, run.history, warnings.texts);
        } catch (OutOfMemoryError e) {
            throw exhausted(task, e);
        }
    }

    private static Status uninterrupted(Run run) {
        try {
            return run.epochs();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Status.ABANDONED;
        }
    }

    /**
     * A GPU is so fast that one thread cannot make its batches; the cores that it leaves idle do. How many there are
     * changes no batch.
     */
    private int loaders(TrainingTask task) {
        int asked = task.settings().loaderThreads();
        int idle = Math.min(MOST_LOADERS, Runtime.getRuntime().availableProcessors() - BUSY_CORES);
        return device.isGpu() ? Math.max(asked, idle) : asked;
    }

    private PipelineException exhausted(TrainingTask task, OutOfMemoryError e) {
        BatchPlan batches = batches(task);
        int loaders = loaders(task);
        return new PipelineException(
                FailureCode.OUT_OF_MEMORY,
                ("Java's memory of %d bytes is exhausted (%s) with patch %s and batch size %d: %d loader threads hold %d"
                                + " batches of %d bytes each; raise -Xmx, or lower training.loaderThreads, or patch_size or"
                                + " batch_size by an override. The last good checkpoint is kept")
                        .formatted(
                                Runtime.getRuntime().maxMemory(),
                                e.getMessage(),
                                Arrays.toString(task.configuration().patchSize()),
                                batches.batchSize(),
                                loaders,
                                BatchLoader.held(loaders),
                                batches.bytes()),
                e);
    }

    private static BatchPlan batches(TrainingTask task) {
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

    /** What the training warned of, for its checkpoints. Only the thread that trains uses it. */
    private static final class Warnings implements TrainingObserver {
        private final List<String> texts = new ArrayList<>();
        private final List<String> untold = new ArrayList<>();

        @Override
        public void resumed(List<String> earlier) {
            texts.addAll(0, earlier);
        }

        @Override
        public void warning(String message) {
            texts.add(message);
            untold.add(message);
        }

        /** What has come since the last call. */
        List<String> untold() {
            List<String> news = List.copyOf(untold);
            untold.clear();
            return news;
        }
    }

    private ScriptOptions options(TrainingTask task) {
        return ScriptOptions.training(
                Precision.of(task.settings().precision(), device),
                task.configuration().batchDice(),
                task.settings().weightDecay(),
                device);
    }

    /** Learning rate of an epoch. */
    static double learningRate(double initial, int epoch, int epochs) {
        return initial * Math.pow(1 - (double) epoch / epochs, 0.9);
    }

    /** A training in progress. */
    private final class Run {
        private static final int CHECKPOINT_EPOCHS = 50;

        private final TrainingTask task;
        private final TorchNetwork network;
        private final CheckpointStore checkpoints;
        private final BackgroundWriter writer;
        private final TrainingObserver listener;
        private final Warnings warnings;
        private final StopSignal stop;
        private final TrainingWatch watch;
        private final List<EpochReport> history;
        private final BatchPlan batches;
        private final TrainingStep step;
        private final ModelDescription model;
        private final TrainingDevice computation;
        /**
         * The next training batch, copied to the device while a step runs; null if no batch is prepared. The network
         * closes it.
         */
        private TorchNetwork.Call next;
        /**
         * The newest training step: a GPU is given the next one before the loss of this one is read. The network closes
         * it.
         */
        private TrainingStep.Launched running;

        private int epoch;
        private int iteration;
        private double lossSum;
        /** Steps of the epoch whose loss overflowed in half precision. */
        private int overflows;

        private PseudoDiceTrend trend;
        private double secondsBefore;
        private double waitedBefore;
        private long epochStartNanos;
        private double epochStartWaited;
        private long lastCheckpointNanos;
        private StopSignal.Request request = StopSignal.Request.CONTINUE;

        Run(
                TrainingTask task,
                TorchNetwork network,
                CheckpointStore checkpoints,
                BackgroundWriter writer,
                TrainingObserver listener,
                Warnings warnings,
                StopSignal stop,
                TrainingProgress progress) {
            this.task = task;
            this.network = network;
            this.checkpoints = checkpoints;
            this.writer = writer;
            this.listener = listener;
            this.warnings = warnings;
            this.stop = stop;
            this.history = new ArrayList<>(progress.history());
            this.watch = new TrainingWatch(task, warnings);
            this.batches = batches(task);
            this.step = new TrainingStep(network, batches.batchSize(), batches.geometry());
            this.model = ModelDescription.of(
                    task.configuration(), task.channels(), task.targets(), task.settings(), task.trainingCasesHash());
            this.computation = new TrainingDevice(
                    device.description(),
                    TorchLibrary.version(),
                    network.precision().json());
            epoch = progress.epoch();
            iteration = progress.iteration();
            lossSum = progress.lossSum();
            overflows = progress.overflows();
            trend = new PseudoDiceTrend(progress.emaPseudoDice(), progress.bestEmaPseudoDice());
            secondsBefore = progress.seconds();
            waitedBefore = progress.waitedSeconds();
        }

        Status epochs() throws InterruptedException {
            BatchLoader.Schedule schedule = new BatchLoader.Schedule(
                    task.settings().epochs(),
                    task.settings().iterationsPerEpoch(),
                    task.settings().validationIterationsPerEpoch());
            listener.computesOn(computation);
            listener.started(epoch, schedule.epochs());
            watch.begin(List.copyOf(warnings.texts));
            warnings.untold().forEach(listener::warning);
            lastCheckpointNanos = nanoTime.getAsLong();
            int loaders = loaders(task);
            try (BatchLoader loader = new BatchLoader(
                    batches, beside.loaders().apply(loaders), loaders, nanoTime, schedule, epoch, iteration)) {
                while (epoch < schedule.epochs()) {
                    epochStartNanos = nanoTime.getAsLong();
                    epochStartWaited = loader.waitedSeconds();
                    if (!train(loader) || !validate(loader)) {
                        return left();
                    }
                }
            }
            if (stopRequested()) {
                if (request == StopSignal.Request.CHECKPOINT_AND_STOP) {
                    saveLatest();
                }
                return left();
            }
            // the final checkpoint means that the training has ended, so all epochs are reported before it is stored
            writer.finish();
            checkpoints.save(CheckpointStore.Kind.FINAL, checkpoint());
            return Status.FINISHED;
        }

        /** Before its end all is stored that was begun. */
        private Status left() throws InterruptedException {
            writer.finish();
            return request == StopSignal.Request.ABANDON ? Status.ABANDONED : Status.STOPPED;
        }

        /** @return whether the training goes on */
        private boolean train(BatchLoader loader) throws InterruptedException {
            int iterations = task.settings().iterationsPerEpoch();
            double rate = learningRate(
                    task.settings().initialLearningRate(),
                    epoch,
                    task.settings().epochs());
            while (iteration < iterations) {
                if (stopRequested()) {
                    leave(loader);
                    return false;
                }
                TorchNetwork.Call batch = next == null ? step.prepare(loader.take()) : next;
                next = null;
                TrainingStep.Launched launched = step.launch(batch, rate);
                settle();
                running = launched;
                if (iteration + 1 < iterations) {
                    next = step.prepare(loader.take());
                }
                iteration++;
                if ((nanoTime.getAsLong() - lastCheckpointNanos) * 1e-9
                        > task.settings().checkpointSeconds()) {
                    settle();
                    keepClock(loader);
                    saveLatest();
                }
            }
            settle();
            return true;
        }

        /** Waits for the step that may still be running, if there is one, and adds up its loss. */
        private void settle() {
            if (running == null) {
                return;
            }
            try (TrainingStep.Launched done = running) {
                running = null;
                OptionalDouble loss = done.loss();
                lossSum += loss.orElse(0);
                overflows += loss.isPresent() ? 0 : 1;
            }
        }

        private boolean validate(BatchLoader loader) throws InterruptedException {
            double trainSeconds = epochSeconds();
            DiceCounts counts = new DiceCounts(task.targets().foreground().size());
            int iterations = task.settings().validationIterationsPerEpoch();
            double loss = 0;
            TrainingStep.Validated before = null;
            for (int i = 0; i < iterations; i++) {
                if (stopRequested()) {
                    leave(loader);
                    return false;
                }
                TrainingStep.Validated launched = step.validate(step.prepare(loader.take()));
                loss += before == null ? 0 : before.loss(counts);
                before = launched;
            }
            loss += before == null ? 0 : before.loss(counts);
            double waited = waitedBefore + loader.waitedSeconds() - epochStartWaited;
            complete(counts, loss / iterations, trainSeconds, waited);
            return true;
        }

        private void complete(DiceCounts counts, double validationLoss, double trainSeconds, double waited)
                throws InterruptedException {
            List<OptionalDouble> pooled = counts.pooled();
            OptionalDouble mean = pooled.stream()
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .average();
            PseudoDiceTrend earlier = trend;
            trend = earlier.after(mean);
            boolean improved = trend.hasImprovedSince(earlier);
            int iterations = task.settings().iterationsPerEpoch();
            double seconds = epochSeconds();
            EpochReport report = new EpochReport(
                    epoch,
                    task.settings().epochs(),
                    meanLoss(iterations),
                    validationLoss,
                    pooled,
                    counts.perImage(),
                    mean,
                    trend.average().orElse(0),
                    improved,
                    learningRate(
                            task.settings().initialLearningRate(),
                            epoch,
                            task.settings().epochs()),
                    clock.instant().minusMillis(Math.round(1000 * seconds)),
                    seconds,
                    iterations / trainSeconds,
                    Math.min(1, waited / seconds),
                    device.usedMemoryBytes(),
                    eta(seconds));
            history.add(report);
            watch.epoch(history);
            epoch++;
            iteration = 0;
            lossSum = 0;
            overflows = 0;
            secondsBefore = 0;
            waitedBefore = 0;
            store(
                    report,
                    improved,
                    epoch % CHECKPOINT_EPOCHS == 0 && epoch < task.settings().epochs());
        }

        /**
         * Copies the weights. The rest is done while the next epoch runs, and the epoch is reported when all of it is
         * stored.
         */
        private void store(EpochReport report, boolean improved, boolean due) throws InterruptedException {
            writer.finish();
            Optional<Checkpoint> latest = due ? Optional.of(checkpoint()) : Optional.empty();
            Optional<Checkpoint> best = improved ? Optional.of(weights(latest)) : Optional.empty();
            List<String> news = warnings.untold();
            List<EpochReport> past = List.copyOf(history);
            writer.begin(() -> {
                news.forEach(listener::warning);
                best.ifPresent(weights -> checkpoints.save(CheckpointStore.Kind.BEST, weights));
                latest.ifPresent(this::storeLatest);
                listener.epochCompleted(report, past);
            });
            if (due) {
                lastCheckpointNanos = nanoTime.getAsLong();
            }
        }

        /** Of the steps that had a loss. */
        private double meanLoss(int iterations) {
            if (overflows == iterations) {
                throw new PipelineException(
                        FailureCode.TRAINING_DIVERGED,
                        "the loss overflowed in half precision in all " + iterations + " steps of epoch " + epoch
                                + "; lower training.initialLearningRate, or set training.precision to fp32. The last good"
                                + " checkpoint is kept");
            }
            return lossSum / (iterations - overflows);
        }

        /** From the last epochs: the first is slower than the rest. */
        private double eta(double seconds) {
            int left = task.settings().epochs() - epoch - 1;
            double mean = history.stream()
                    .skip(Math.max(0, history.size() - 4L))
                    .mapToDouble(EpochReport::seconds)
                    .average()
                    .orElse(seconds);
            return left * (history.isEmpty() ? seconds : Math.min(seconds, mean));
        }

        private double epochSeconds() {
            return secondsBefore + (nanoTime.getAsLong() - epochStartNanos) * 1e-9;
        }

        private boolean stopRequested() throws InterruptedException {
            writer.requireSound();
            request = stop.request();
            return request != StopSignal.Request.CONTINUE;
        }

        private void leave(BatchLoader loader) throws InterruptedException {
            settle();
            if (request == StopSignal.Request.CHECKPOINT_AND_STOP) {
                keepClock(loader);
                saveLatest();
            }
        }

        /** Adds the time since the epoch's start to what a checkpoint says of it. */
        private void keepClock(BatchLoader loader) {
            secondsBefore = epochSeconds();
            waitedBefore += loader.waitedSeconds() - epochStartWaited;
            epochStartNanos = nanoTime.getAsLong();
            epochStartWaited = loader.waitedSeconds();
        }

        private void saveLatest() throws InterruptedException {
            writer.finish();
            Checkpoint latest = checkpoint();
            writer.begin(() -> storeLatest(latest));
            lastCheckpointNanos = nanoTime.getAsLong();
        }

        private void storeLatest(Checkpoint latest) {
            checkpoints.saveLatest(latest);
            listener.checkpointed();
        }

        private Checkpoint checkpoint() {
            TrainingProgress progress = new TrainingProgress(
                    epoch,
                    iteration,
                    lossSum,
                    overflows,
                    secondsBefore,
                    waitedBefore,
                    trend.average(),
                    trend.best(),
                    history,
                    warnings.texts,
                    Optional.of(computation));
            return new Checkpoint(model, position(), Json.mapper().valueToTree(progress), network.state());
        }

        /**
         * Without momentum and history: for prediction only.
         *
         * @param latest the same with both; shares its weights
         */
        private Checkpoint weights(Optional<Checkpoint> latest) {
            List<Tensor> weights = latest.map(whole -> whole.tensors()
                            .subList(0, network.spec().parameters().size()))
                    .orElseGet(network::weights);
            return new Checkpoint(
                    model,
                    position(),
                    Json.mapper()
                            .createObjectNode()
                            .put("epoch", epoch)
                            .set("device", Json.mapper().valueToTree(computation)),
                    weights);
        }

        private long position() {
            return (long) epoch * task.settings().iterationsPerEpoch() + iteration;
        }
    }
}
