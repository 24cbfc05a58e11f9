package io.nephrite.learning.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.network.TorchDevice;
import io.nephrite.learning.train.BallTask;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelDescriptionTest {
    /** Its settings ask for fp32. */
    private final ModelDescription model = ModelDescription.of(
            BallTask.plan(false),
            1,
            TargetScheme.softmax(3, Optional.empty()),
            BallTask.settings(1, 1, 1),
            Optional.of("0123456789abcdef"));

    @Test
    void predictsInFloat32WhatWasToBeTrainedInIt() {
        ModelDescription read = Json.read(Json.bytes(model), ModelDescription.class);
        assertThat(read.precision(TorchDevice.GPU)).isEqualTo(Precision.FP32);
        assertThat(read.precision(TorchDevice.CPU)).isEqualTo(Precision.FP32);
        assertThat(read.trainingCasesHash()).contains("0123456789abcdef");
    }

    @Test
    void readsCheckpointsThatDoNotSayTheirPrecisionOrTheirCases() {
        ObjectNode old = Json.mapper().valueToTree(model);
        old.remove("trainingCasesHash");
        assertThat(old.remove("trainingPrecision").asText()).isEqualTo("fp32");
        ModelDescription read = Json.mapper().convertValue(old, ModelDescription.class);
        assertThat(read.trainingCasesHash()).isEmpty();
        assertThat(read.precision(TorchDevice.GPU)).isEqualTo(Precision.BF16);
        assertThat(read.precision(TorchDevice.CPU)).isEqualTo(Precision.FP32);
    }
}
