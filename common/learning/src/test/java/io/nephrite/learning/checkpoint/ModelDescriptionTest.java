package io.nephrite.learning.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.AugmentationScheme;
import io.nephrite.core.experiment.PrecisionChoice;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.json.Json;
import io.nephrite.learning.device.CudaCard;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.train.BallTask;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ModelDescriptionTest {
    private static final TorchDevice HOPPER = gpu(9);
    private static final TorchDevice TURING = gpu(7);

    private static TorchDevice gpu(int generation) {
        return TorchDevice.of(new CudaCard(
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new CudaCard.ComputeCapability(generation, 5)),
                OptionalLong.empty()));
    }

    private static ModelDescription trainedIn(PrecisionChoice precision) {
        return ModelDescription.of(
                BallTask.plan(false),
                1,
                TargetScheme.softmax(3, Optional.empty()),
                new TrainingSettings(1, 1, 1, 0.01, 0, precision, true, AugmentationScheme.V2, 0.33, 300, 1),
                Optional.empty());
    }

    @Test
    void predictsInWhatTheDeviceIsFastAt() {
        ModelDescription any = trainedIn(PrecisionChoice.AUTO);
        assertThat(any.precision(HOPPER)).isEqualTo(Precision.BF16);
        assertThat(any.precision(TURING)).isEqualTo(Precision.FP16);
        assertThat(any.precision(TorchDevice.of(CudaCard.unknown(0)))).isEqualTo(Precision.FP16);
        assertThat(any.precision(TorchDevice.CPU)).isEqualTo(Precision.FP32);
    }

    @Test
    void predictsInHalfPrecisionOnAGpuWhatWasToBeTrainedInIt() {
        ModelDescription half = trainedIn(PrecisionChoice.FP16);
        assertThat(half.precision(HOPPER)).isEqualTo(Precision.FP16);
        assertThat(half.precision(TorchDevice.CPU)).isEqualTo(Precision.FP32);
    }

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
        assertThat(read.precision(HOPPER)).isEqualTo(Precision.FP32);
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
        assertThat(read.precision(HOPPER)).isEqualTo(Precision.BF16);
        assertThat(read.precision(TorchDevice.CPU)).isEqualTo(Precision.FP32);
    }
}
