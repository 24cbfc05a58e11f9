package io.nephrite.trainer.step;

import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.failure.Patience;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobHandler;
import io.nephrite.core.job.JobResult;
import io.nephrite.core.job.Lease;
import io.nephrite.core.json.Json;
import io.nephrite.core.lineage.TrainingLineage;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PreviousStage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.TrainingNeed;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.store.PatientObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.sample.TrainingCase;
import io.nephrite.learning.train.FoldTrainer;
import io.nephrite.learning.train.StopSignal;
import io.nephrite.learning.train.TrainingJournal;
import io.nephrite.learning.train.TrainingObserver;
import io.nephrite.learning.train.TrainingOutcome;
import io.nephrite.learning.train.TrainingTask;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Trains one fold. Reads volumes/, of a cascade also next_stage/, writes the fold's folder, lineage.json first, and,
 * last, trainings/. Goes on from the newest checkpoint after an interruption; a training that another version has done
 * is copied.
 */
public final class TrainFoldStep implements JobHandler {
    private final ObjectStore results;
    private final VolumeCache cache;
    private final Supplier<FoldTrainer> trainer;
    private final Consumer<EpochCompleted> progress;
    private final Consumer<String> warnings;
    private final Patience patience;

    /**
     * Makes the step.
     *
     * @param trainer made on the thread that trains
     * @param progress hears of each epoch; must not fail
     * @param patience with a store that is away while a network is trained
     */
    public TrainFoldStep(
            ObjectStore results,
            VolumeCache cache,
            Supplier<FoldTrainer> trainer,
            Consumer<EpochCompleted> progress,
            Consumer<String> warnings,
            Patience patience) {
        this.results = results;
        this.cache = cache;
        this.trainer = trainer;
        this.progress = progress;
        this.warnings = warnings;
        this.patience = patience;
    }

    @Override
    public JobResult run(Job job, Lease lease) {
        TrainingRequested request = (TrainingRequested) job.cause();
        Optional<FinishedTraining> finished = FinishedTraining.find(results, request);
        if (finished.isPresent()) {
            finished.get().copyTo(request, lease.guard(results));
            return JobResult.finished(List.of(trained(request)));
        }
        try (VolumeCache.Hold hold = cache.hold()) {
            TrainingOutcome outcome = train(request, lease, hold);
            if (outcome.status() != TrainingOutcome.Status.FINISHED) {
                return JobResult.stopped();
            }
        }
        lease.guard(results)
                .putIfAbsent(
                        ObjectKeys.training(request.dataset(), request.trainingId()),
                        Json.bytes(FinishedTraining.of(request)));
        return JobResult.finished(List.of(trained(request)));
    }

    private TrainingOutcome train(TrainingRequested request, Lease lease, VolumeCache.Hold hold) {
        ObjectStore owned = new PatientObjectStore(lease.guard(results), patience);
        StoredVersion version = new StoredVersion(results, request.versionId());
        // a version that an older release has planned may hold any plans
        TrainingNeed.requirePossible(
                version.plans().configuration(request.configuration()),
                version.manifest().channelNames().size(),
                version.manifest().labels());
        NextStageMaps.requireAll(version, request.foldId());
        CaseVolumes volumes = new CaseVolumes(
                results,
                hold,
                request.dataset(),
                version.configuration(request.configuration()).parametersId());
        FoldLineage lineage = new FoldLineage(results, volumes, version, request);
        TrainingLineage trainedOn = lineage.withOwnCases();
        TrainingTask task = task(request, version, volumes, hold, trainedOn);
        String folder = ObjectKeys.fold(request.foldId());
        CheckpointStore checkpoints = new CheckpointStore(owned, folder);
        lineage.earlier()
                .ifPresent(earlier -> new ContinuedTraining(
                                results,
                                request,
                                version.experiment().continueFrom().orElseThrow())
                        .begin(task, checkpoints, earlier, lineage.validation()));
        lineage.fineTuning().ifPresent(model -> model.begin(task, checkpoints, lineage.validation()));
        owned.put(ObjectKeys.lineage(request.foldId()), Json.pretty(trainedOn));
        TrainingObserver listener = new TrainingJournal(owned, folder, task).and(new Progress(request, lease));
        return trainer.get().run(task, checkpoints, listener, () -> signal(lease));
    }

    private TrainingTask task(
            TrainingRequested request,
            StoredVersion version,
            CaseVolumes volumes,
            VolumeCache.Hold hold,
            TrainingLineage trainedOn) {
        FoldSplits.Split split = version.fold(request.fold());
        return new TrainingTask(
                version.plans().configuration(request.configuration()),
                version.manifest().labels(),
                version.manifest().channelNames().size(),
                version.experiment().training(),
                version.experiment().seed(),
                request.fold(),
                open(split.train(), request, version, volumes, hold),
                open(split.val(), request, version, volumes, hold),
                Optional.of(trainedOn.trainingCasesHash()));
    }

    private List<TrainingCase> open(
            List<String> caseIds,
            TrainingRequested request,
            StoredVersion version,
            CaseVolumes volumes,
            VolumeCache.Hold hold) {
        Optional<PreviousStage> previous = version.previousStage(request.configuration());
        NextStageMaps maps = new NextStageMaps(results);
        return caseIds.stream()
                .map(id -> {
                    TrainingCase opened = volumes.open(version.trainingCase(id));
                    return previous.map(stage -> opened.withPrevious(maps.open(stage, id, hold)))
                            .orElse(opened);
                })
                .toList();
    }

    private static StopSignal.Request signal(Lease lease) {
        return switch (lease.request()) {
            case CONTINUE -> StopSignal.Request.CONTINUE;
            case STOP -> StopSignal.Request.CHECKPOINT_AND_STOP;
            case ABANDON -> StopSignal.Request.ABANDON;
        };
    }

    static FoldTrained trained(TrainingRequested request) {
        return new FoldTrained(
                EventHeader.following(request, "fold-trained"),
                request.dataset(),
                request.version(),
                request.configuration(),
                request.fold(),
                request.trainingId());
    }

    /** Publishes each epoch, and the lease of what a successor goes on from. */
    private final class Progress implements TrainingObserver {
        private final TrainingRequested request;
        private final Lease lease;

        Progress(TrainingRequested request, Lease lease) {
            this.request = request;
            this.lease = lease;
        }

        @Override
        public void epochCompleted(EpochReport report, List<EpochReport> history) {
            progress.accept(new EpochCompleted(
                    EventHeader.following(request, "epoch", Integer.toString(report.epoch())),
                    request.dataset(),
                    request.version(),
                    request.configuration(),
                    request.fold(),
                    report.epoch(),
                    report.epochs(),
                    report.trainLoss(),
                    report.validationLoss(),
                    report.pseudoDice(),
                    report.perImageDice(),
                    report.emaPseudoDice(),
                    report.learningRate(),
                    report.seconds(),
                    report.iterationsPerSecond(),
                    report.dataWaitShare(),
                    report.etaSeconds(),
                    report.deviceMemoryBytes()));
        }

        @Override
        public void checkpointed() {
            lease.progressed();
        }

        @Override
        public void warning(String message) {
            warnings.accept(request.configuration() + " fold " + request.fold() + ": " + message);
        }
    }
}
