package io.nephrite.trainer.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.nephrite.core.event.Topic;
import io.nephrite.core.failure.Patience;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobControl;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.JobWorker;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.job.JobThreads;
import io.nephrite.runtime.job.ObservedHandler;
import io.nephrite.runtime.job.PublishingJobListener;
import io.nephrite.runtime.job.WorkConfig;
import io.nephrite.runtime.job.WorkerIdentity;
import io.nephrite.runtime.store.Results;
import io.nephrite.runtime.trace.TraceScope;
import io.nephrite.runtime.trace.Tracing;
import io.nephrite.trainer.step.PredictCaseStep;
import io.nephrite.trainer.step.PredictImageStep;
import io.nephrite.trainer.step.TrainFoldStep;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** This trainer's jobs. */
@ApplicationScoped
class TrainingJobs {
    private static final int SLOTS = 3;

    private final JobQueue queue;
    private final JobWorker worker;
    private final JobThreads threads;
    private final WorkerIdentity identity;

    TrainingJobs(
            @Results ObjectStore results,
            TrainFoldStep trainFold,
            PredictCaseStep predictCase,
            PredictImageStep predictImage,
            PublishingJobListener listener,
            MeterRegistry meters,
            TrainerConfig config,
            WorkConfig work,
            Patience patience,
            Tracing tracing) {
        identity = WorkerIdentity.in(config.cache());
        queue = new JobQueue(results, TrainerJobs.QUEUE, work.lease(), System::nanoTime);
        worker = new JobWorker(
                queue,
                identity.id(),
                Map.of(
                        Topic.TRAINING_REQUESTED.topicName(), new ObservedHandler(trainFold, meters, tracing),
                        Topic.PREDICTION_REQUESTED.topicName(), new ObservedHandler(predictCase, meters, tracing),
                        Topic.IMAGE_PREDICTION_REQUESTED.topicName(),
                                new ObservedHandler(predictImage, meters, tracing)),
                listener,
                config.attempts(),
                patience,
                dataset -> CurrentVersion.find(results, dataset).map(CurrentVersion::version),
                new TrainerCompany(config.jobs()));
        threads = new JobThreads(worker, SLOTS, work.lease(), config.grace(), patience);
    }

    void onStart(@Observes StartupEvent event) {
        threads.start();
    }

    void onStop(@Observes ShutdownEvent event) {
        threads.close();
        identity.close();
    }

    /** Whether jobs can still be run. */
    boolean areAlive() {
        return threads.areAlive();
    }

    /**
     * Runs work that no job may run beside.
     *
     * @return empty where a job runs, which the work must not disturb
     */
    <T> Optional<T> whileIdle(Supplier<T> work) throws InterruptedException {
        return threads.whileIdle(work);
    }

    /** Returns when the job object is written. */
    void submit(Job job) {
        worker.submit(
                TraceScope.newest().map(span -> job.askedForBy(span.text())).orElse(job));
        threads.wake();
    }

    /**
     * Pauses, resumes or cancels a training.
     *
     * @param wish empty resumes
     * @return false where no such training is open
     */
    boolean control(String trainingId, Optional<JobControl> wish) {
        List<String> jobs = queue.open().stream()
                .filter(id -> id.startsWith(TrainerJobs.prefix(trainingId)))
                .toList();
        jobs.forEach(id -> worker.control(id, wish));
        threads.wake();
        return !jobs.isEmpty();
    }
}
