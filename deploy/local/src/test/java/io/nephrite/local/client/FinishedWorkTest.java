package io.nephrite.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.ManualClock;
import io.nephrite.testkit.PlannedDataset;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FinishedWorkTest {
    private static final String DATASET = EventExamples.DATASET;
    private static final String VERSION = EventExamples.VERSION;

    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore datasets = new InMemoryObjectStore(clock);
    private final InMemoryObjectStore results = new InMemoryObjectStore(clock);
    private final FinishedWork finished = new FinishedWork(datasets, results);
    private PlannedDataset planned;

    @BeforeEach
    void uploadThenSeal() {
        upload();
        planned = PlannedDataset.write(results, 4, Milestone.REPORT, "{\"folds\": [0, 1]}");
    }

    @Test
    void isNothingBeforeTheDatasetIsSealed() {
        results.delete(ObjectKeys.current(DATASET));
        assertThat(finished.version(DATASET, Milestone.CHECKED)).isEmpty();
    }

    @Test
    void isNothingOnceSomethingWasUploadedSince() {
        assertThat(finished.version(DATASET, Milestone.PLANS)).contains(new VersionId(DATASET, VERSION));
        upload();
        assertThat(finished.version(DATASET, Milestone.PLANS)).isEmpty();
    }

    @Test
    void isPreprocessedWhenEveryCaseHasItsMarker() {
        for (CaseFiles files : planned.manifest().training()) {
            assertThat(finished.version(DATASET, Milestone.PREPROCESSED)).isEmpty();
            results.put(ObjectKeys.properties(DATASET, planned.parameters().id(), files), new byte[0]);
        }
        assertThat(finished.version(DATASET, Milestone.PREPROCESSED)).contains(new VersionId(DATASET, VERSION));
    }

    @Test
    void isTrainedWhenEveryTrainingHasItsMarker() {
        results.put(ObjectKeys.training(DATASET, "training0"), new byte[0]);
        assertThat(finished.version(DATASET, Milestone.TRAINED)).isEmpty();
        results.put(ObjectKeys.training(DATASET, "training1"), new byte[0]);
        assertThat(finished.version(DATASET, Milestone.TRAINED)).contains(new VersionId(DATASET, VERSION));
        assertThat(finished.version(DATASET, Milestone.REPORT)).isEmpty();
    }

    @Test
    void isReportedWhenTheReportIsThere() {
        results.put(ObjectKeys.report(new VersionId(DATASET, VERSION)), new byte[0]);
        assertThat(finished.version(DATASET, Milestone.REPORT)).contains(new VersionId(DATASET, VERSION));
    }

    private void upload() {
        clock.advance(Duration.ofSeconds(5));
        datasets.put(DATASET + "/dataset.json", new byte[0]);
        clock.advance(Duration.ofSeconds(5));
    }
}
