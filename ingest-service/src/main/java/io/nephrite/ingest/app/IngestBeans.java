package io.nephrite.ingest.app;

import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.ingest.step.CheckCaseStep;
import io.nephrite.ingest.step.DescriptionCache;
import io.nephrite.ingest.step.ImageUploads;
import io.nephrite.ingest.step.IntakeStep;
import io.nephrite.ingest.step.Intakes;
import io.nephrite.ingest.step.ReconcileStep;
import io.nephrite.ingest.step.SealDatasetStep;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the steps. */
@ApplicationScoped
class IngestBeans {
    @Produces
    @Singleton
    DescriptionCache descriptions(@Datasets ObjectStore datasets) {
        return new DescriptionCache(datasets);
    }

    @Produces
    @Singleton
    Intakes intakes(
            @Datasets ObjectStore datasets, @Results ObjectStore results, DescriptionCache descriptions, Clock clock) {
        return new Intakes(datasets, results, descriptions, clock);
    }

    @Produces
    @Singleton
    ImageUploads imageUploads(@Datasets ObjectStore datasets, @Results ObjectStore results) {
        return new ImageUploads(datasets, results);
    }

    @Produces
    @Singleton
    IntakeStep intake(Intakes intakes, ImageUploads images, Namespace namespace) {
        return new IntakeStep(intakes, images, namespace.datasets());
    }

    @Produces
    @Singleton
    CheckCaseStep checkCase(
            @Datasets ObjectStore datasets, @Results ObjectStore results, DescriptionCache descriptions) {
        return new CheckCaseStep(datasets, results, descriptions);
    }

    @Produces
    @Singleton
    SealDatasetStep sealDataset(
            @Datasets ObjectStore datasets, @Results ObjectStore results, Intakes intakes, IngestConfig config) {
        return new SealDatasetStep(datasets, results, intakes, config.settle());
    }

    @Produces
    @Singleton
    ReconcileStep reconcile(@Datasets ObjectStore datasets, Intakes intakes, IngestConfig config) {
        return new ReconcileStep(datasets, intakes, config.overdue());
    }
}
