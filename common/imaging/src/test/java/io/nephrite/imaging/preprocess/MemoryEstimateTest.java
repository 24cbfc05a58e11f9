package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.PreprocessingParameters;
import org.junit.jupiter.api.Test;

final class MemoryEstimateTest {
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
    void refusesWhatDoesNotFitWithTheNumber() {
        MemoryEstimate estimate = MemoryEstimate.ofPreprocessing(
                "case_00151", 1, FULL, new Spacing(0.9, 0.9, 5), parameters(0.78, 0.78, 0.78), 2);

        assertThatThrownBy(() -> estimate.requireAtMost(2L << 30))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_MEMORY))
                .hasMessageMatching("case_00151 at 0\\.78 x 0\\.78 x 0\\.78 mm needs [0-9.]+ GiB,"
                        + " this worker has 2\\.0 GiB; .*");
    }

    private static PreprocessingParameters parameters(Double... spacing) {
        return new TestParameters().transpose(2, 0, 1).spacing(spacing).build();
    }
}
