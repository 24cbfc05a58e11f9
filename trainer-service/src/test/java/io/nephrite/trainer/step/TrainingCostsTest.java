package io.nephrite.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.TrainingEstimate;
import io.nephrite.learning.train.StepCost;
import io.nephrite.testkit.PlannedDataset;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TrainingCostsTest {
    @Test
    void countsAllFoldsOfAllConfigurations() {
        TrainingDataset dataset = new TrainingDataset();
        StoredVersion version =
                new StoredVersion(dataset.results, new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION));
        TrainingEstimate estimate = TrainingCosts.estimate(version, "cpu", plan -> new StepCost(0.5, 1000));
        assertThat(estimate.trainings()).hasSize(2);
        double fold = 0.5 * 2 * (2 + 1 / 3.0);
        assertThat(estimate.trainings().get(0).seconds()).isEqualTo(fold, Offset.offset(1e-9));
        assertThat(estimate.seconds()).isEqualTo(2 * fold, Offset.offset(1e-9));
    }

    /** A version that an older release has planned. */
    @Test
    void measuresNothingOfPlansThatNoMachineCanTrain() {
        TrainingDataset dataset = new TrainingDataset();
        StoredVersion version =
                new StoredVersion(dataset.results, new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION));
        String key = ObjectKeys.plans(version.id(), version.planning().plansName());
        ObjectNode plans = (ObjectNode) Json.tree(dataset.results.bytes(key));
        ((ObjectNode) plans.at("/configurations/" + PlannedDataset.CONFIGURATION))
                .set("patch_size", Json.mapper().valueToTree(new int[] {96_000, 96_000, 96_000}));
        dataset.results.put(key, Json.bytes(plans));
        assertThatThrownBy(() -> TrainingCosts.estimate(version, "cpu", plan -> {
                    throw new IllegalStateException("measured");
                }))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.code().kind()).isEqualTo(FailureCode.Kind.BAD_INPUT))
                .hasMessageContaining("image values in a batch");
    }
}
