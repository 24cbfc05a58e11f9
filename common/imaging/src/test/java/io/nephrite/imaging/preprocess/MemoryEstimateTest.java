package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.PreprocessingParameters;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
    private static final Shape3 FULL = new Shape3(512, 512, 234);

    @Test
    void foretellsAFullCase() {
        MemoryEstimate estimate = MemoryEstimate.ofPreprocessing(
                "case_00098", 1, FULL, new Spacing(0.7, 0.7, 1), parameters(1.6, 0.82, 0.82), 2);

        assertThat(estimate.bytes()).isBetween(700L << 20, 1000L << 20);
        estimate.requireAtMost(1L << 30);
    }

    @Test
    void countsChannelsTwiceWhileTheyAreJoined() {
        // four channels in files of their own, shrunk so much that reading them takes the most
        MemoryEstimate estimate =
                MemoryEstimate.ofPreprocessing("c", 4, FULL, new Spacing(0.9, 0.9, 5), parameters(5.0, 5.0, 5.0), 1);
        assertThat(estimate.bytes()).isGreaterThan(2 * 4 * 4 * FULL.voxels());
    }

    @Test
    void leavesRoomForLabelsOfTwoBytesInAFingerprint() {
        MemoryEstimate estimate =
                MemoryEstimate.ofFingerprint("c", 1, FULL, new Spacing(0.7, 0.7, 1), Optional.empty(), 1);
        long image = Float.BYTES * FULL.voxels();
        long masks = FULL.voxels() / 4;
        long foreground = FULL.voxels() / 4 * (Integer.BYTES + Float.BYTES);
        long labels = Byte.BYTES * FULL.voxels() + Short.BYTES * FULL.voxels();
        assertThat(estimate.bytes()).isGreaterThanOrEqualTo(image + labels + masks + foreground);
    }

    @Test
    void refusesWhatDoesNotFitWithTheNumber() {
        MemoryEstimate estimate = MemoryEstimate.ofPreprocessing(
                "case_00151", 1, FULL, new Spacing(0.9, 0.9, 5), parameters(0.78, 0.78, 0.78), 2);

        assertThatThrownBy(() -> estimate.requireAtMost(2L << 30))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_MEMORY))
                .hasMessageMatching("case_00151 at 0\\.78 x 0\\.78 x 0\\.78 mm needs [0-9.]+ GiB,"
                        + " this worker has 2\\.0 GiB; .*");
    }

    @Test
    void countsLogitsOfAPrediction() {
        MemoryEstimate preprocessing =
                MemoryEstimate.ofPreprocessing("c", 1, FULL, new Spacing(0.7, 0.7, 1), parameters(1.6, 0.82, 0.82), 2);
        MemoryEstimate prediction = MemoryEstimate.ofPrediction(
                        "c", 1, FULL, new Spacing(0.7, 0.7, 1), parameters(1.6, 0.82, 0.82), 20, 1 << 20, 2)
                .whole();

        assertThat(prediction.bytes() - preprocessing.bytes())
                .as("20 outputs of 146 x 437 x 437 voxels")
                .isBetween(2000L << 20, 2400L << 20);
    }

    @Test
    void saysTheSizeOfGridsThatAWrongVoxelSizeMakes() {
        Spacing microns = new Spacing(1000, 1000, 1000);
        Shape3 shape = new Shape3(30, 44, 36);
        assertThatThrownBy(() -> MemoryEstimate.ofPrediction("a", 1, shape, microns, parameters(1.0, 1.0, 1.0), 3, 0, 2)
                        .whole()
                        .requireAtMost(1L << 30))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_MEMORY))
                .hasMessageMatching("prediction of a at 1\\.00 x 1\\.00 x 1\\.00 mm needs [0-9.]+ GiB, .*check the"
                        + " voxel size in its header");
        Spacing metres = new Spacing(1e6, 1e6, 1e6);
        assertThatThrownBy(() -> MemoryEstimate.ofPreprocessing("a", 1, shape, metres, parameters(1.0, 1.0, 1.0), 2))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("a: (36, 30, 44) voxels of [1000000.0, 1000000.0, 1000000.0] mm make 4.8e+22");
    }

    @Test
    void refusesArraysThatJavaCannotHoldHoweverMuchMemoryThereIs() {
        MemoryEstimate estimate = MemoryEstimate.ofPrediction(
                        "c", 1, FULL, new Spacing(0.7, 0.7, 1), parameters(0.7, 0.7, 1.0), 40, 0, 2)
                .whole();
        assertThatThrownBy(() -> estimate.requireAtMost(1L << 40))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("needs an array of 2448834560 values; expected at most 2147483639");
    }

    private static PreprocessingParameters parameters(Double... spacing) {
        return new TestParameters().transpose(2, 0, 1).spacing(spacing).build();
    }
}
