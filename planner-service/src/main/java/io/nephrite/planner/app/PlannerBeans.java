package io.nephrite.planner.app;

import io.nephrite.core.store.ObjectStore;
import io.nephrite.planner.step.IntensityCounting;
import io.nephrite.planner.step.TrainingRelease;
import io.nephrite.planner.step.VersionPlanning;
import io.nephrite.runtime.job.WorkConfig;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The steps with what they need. */
@ApplicationScoped
class PlannerBeans {
    /** This part of the memory for voxels may hold foreground that need not be read twice. */
    private static final int KEPT_PART = 4;

    @Produces
    @Singleton
    IntensityCounting counting(WorkConfig work) {
        return new IntensityCounting(
                Executors.newFixedThreadPool(work.threadsHere()), work.memoryBytesHere() / KEPT_PART);
    }

    void close(@Disposes IntensityCounting counting) {
        ExecutorService executor = counting.executor();
        executor.shutdownNow();
    }

    @Produces
    @Singleton
    VersionPlanning planning(
            @Datasets ObjectStore datasets, @Results ObjectStore results, IntensityCounting counting, Clock clock) {
        return new VersionPlanning(datasets, results, counting, clock);
    }

    @Produces
    @Singleton
    TrainingRelease release(@Results ObjectStore results, Clock clock) {
        return new TrainingRelease(results, clock);
    }
}
