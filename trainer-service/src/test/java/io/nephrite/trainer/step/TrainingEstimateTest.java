package io.nephrite.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.learning.train.StepCost;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TrainingEstimateTest {
    @Test
    void countsAllFoldsOfAllConfigurations() {
        TrainingDataset dataset = new TrainingDataset();
        StoredVersion version =
                new StoredVersion(dataset.results, new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION));
        TrainingEstimate estimate = TrainingEstimate.of(version, "cpu", plan -> new StepCost(0.5, 1000));
        assertThat(estimate.trainings()).hasSize(2);
        double fold = 0.5 * 2 * (2 + 1 / 3.0);
        assertThat(estimate.trainings().get(0).seconds()).isEqualTo(fold, Offset.offset(1e-9));
        assertThat(estimate.seconds()).isEqualTo(2 * fold, Offset.offset(1e-9));
    }
}
