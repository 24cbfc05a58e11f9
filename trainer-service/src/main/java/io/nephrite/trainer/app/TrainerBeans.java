package io.nephrite.trainer.app;

import io.nephrite.core.failure.Patience;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.learning.train.FoldTrainer;
import io.nephrite.runtime.job.WorkConfig;
import io.nephrite.runtime.messaging.EventPublisher;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.nephrite.trainer.step.PredictCaseStep;
import io.nephrite.trainer.step.PredictImageStep;
import io.nephrite.trainer.step.PredictorSlot;
import io.nephrite.trainer.step.RequestImagePredictionStep;
import io.nephrite.trainer.step.RequestPredictionStep;
import io.nephrite.trainer.step.RequestPredictionsStep;
import io.nephrite.trainer.step.RequestTestPredictionsStep;
import io.nephrite.trainer.step.RequestTrainingStep;
import io.nephrite.trainer.step.TrainFoldStep;
import io.nephrite.trainer.step.TrainingExtension;
import io.nephrite.trainer.step.VolumeCache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;

/** The steps of this service. */
@ApplicationScoped
class TrainerBeans {
    private static final Logger LOG = Logger.getLogger(TrainFoldStep.class);
    private static final double GIB = 1L << 30;

    @Produces
    @Singleton
    VolumeCache volumeCache(@Results ObjectStore results, TrainerConfig config, Clock clock) {
        return new VolumeCache(results, config.cache().resolve("volumes"), (long) (config.cacheGib() * GIB), clock);
    }

    @Produces
    @Singleton
    TrainFoldStep trainFoldStep(
            @Results ObjectStore results,
            VolumeCache cache,
            PredictorSlot predictors,
            EventPublisher publisher,
            EpochMetrics metrics,
            WorkConfig work,
            TrainerDevice device,
            Clock clock,
            Patience patience) {
        return new TrainFoldStep(
                results,
                cache,
                () -> {
                    // a network that predicts would take memory from the one that learns
                    predictors.close();
                    return new FoldTrainer(device.get(), work.threadsHere(), clock);
                },
                // an epoch that nobody hears of is no reason to stop a training
                epoch -> {
                    metrics.completed(epoch);
                    publisher.announce(epoch);
                },
                LOG::warn,
                patience);
    }

    @Produces
    @Singleton
    PredictorSlot predictorSlot(@Results ObjectStore results, TrainerDevice device, WorkConfig work) {
        return new PredictorSlot(results, device::get, work.threadsHere());
    }

    @Produces
    @Singleton
    MemoryBudget predictionMemory() {
        return new MemoryBudget(Runtime.getRuntime().maxMemory());
    }

    @Produces
    @Singleton
    PredictCaseStep predictCaseStep(
            @Datasets ObjectStore datasets,
            @Results ObjectStore results,
            VolumeCache cache,
            PredictorSlot predictors,
            MemoryBudget memory,
            WorkConfig work) {
        return new PredictCaseStep(new CaseReader(datasets), results, cache, predictors, memory, work.threadsHere());
    }

    @Produces
    @Singleton
    PredictImageStep predictImageStep(
            @Datasets ObjectStore datasets,
            @Results ObjectStore results,
            PredictorSlot predictors,
            MemoryBudget memory,
            WorkConfig work) {
        return new PredictImageStep(datasets, results, predictors, memory, work.threadsHere());
    }

    @Produces
    @Singleton
    RequestTestPredictionsStep requestTestPredictionsStep(@Results ObjectStore results) {
        return new RequestTestPredictionsStep(results);
    }

    @Produces
    @Singleton
    RequestImagePredictionStep requestImagePredictionStep(@Results ObjectStore results, TrainingJobs jobs) {
        return new RequestImagePredictionStep(results, jobs::submit);
    }

    @Produces
    @Singleton
    RequestPredictionsStep requestPredictionsStep(@Results ObjectStore results) {
        return new RequestPredictionsStep(results);
    }

    @Produces
    @Singleton
    RequestTrainingStep requestTrainingStep(@Results ObjectStore results, TrainingJobs jobs) {
        return new RequestTrainingStep(results, jobs::submit);
    }

    @Produces
    @Singleton
    TrainingExtension trainingExtension(@Datasets ObjectStore datasets, @Results ObjectStore results) {
        return new TrainingExtension(datasets, results);
    }

    @Produces
    @Singleton
    RequestPredictionStep requestPredictionStep(@Results ObjectStore results, TrainingJobs jobs) {
        return new RequestPredictionStep(results, jobs::submit);
    }
}
