package io.nephrite.preprocess.app;

import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.preprocess.step.FingerprintCaseStep;
import io.nephrite.preprocess.step.PreprocessCaseStep;
import io.nephrite.preprocess.step.VolumeStore;
import io.nephrite.runtime.job.WorkConfig;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The steps of this service. */
@ApplicationScoped
class PreprocessBeans {
    @Produces
    @Singleton
    CaseReader caseReader(@Datasets ObjectStore datasets) {
        return new CaseReader(datasets);
    }

    @Produces
    @Singleton
    MemoryBudget memoryBudget(WorkConfig work) {
        return new MemoryBudget(work.memoryBytesHere());
    }

    @Produces
    @Singleton
    VolumeStore volumeStore(@Results ObjectStore results, PreprocessConfig config) {
        return new VolumeStore(results, config.scratch());
    }

    @Produces
    @Singleton
    FingerprintCaseStep fingerprintCaseStep(
            CaseReader cases, @Results ObjectStore results, VolumeStore volumes, MemoryBudget memory, WorkConfig work) {
        return new FingerprintCaseStep(cases, results, volumes, memory, work.threadsHere());
    }

    @Produces
    @Singleton
    PreprocessCaseStep preprocessCaseStep(
            CaseReader cases, @Results ObjectStore results, VolumeStore volumes, MemoryBudget memory, WorkConfig work) {
        return new PreprocessCaseStep(cases, results, volumes, memory, work.threadsHere());
    }
}
