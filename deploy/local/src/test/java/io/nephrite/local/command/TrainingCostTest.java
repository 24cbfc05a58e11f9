package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.planning.TrainingEstimate;
import io.nephrite.core.planning.TrainingEstimate.Training;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingCostTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal terminal = Terminal.plain(new PrintStream(out, true, StandardCharsets.UTF_8));

    private static Training fold(int fold) {
        return new Training("3d_fullres", Integer.toString(fold), 1000, 250, 0.5, 125_000);
    }

    @Test
    void endsWithThreeAndSaysWhatTrainingOnACpuWouldCost() {
        TrainingEstimate estimate = TrainingEstimate.of(
                "cpu", IntStream.range(0, 5).mapToObj(TrainingCostTest::fold).toList());

        assertThatThrownBy(() -> TrainingCost.requireConsent(estimate, terminal))
                .hasMessageContainingAll("7.2 days", "--yes", "--experiment")
                .isInstanceOfSatisfying(
                        WorkFailedException.class, e -> assertThat(e.exitCode()).isEqualTo(3));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "3d_fullres: 1000 epochs x 250 iterations at 0.50 s (measured) = 34.7 hours per fold, 5 folds");
    }

    @Test
    void asksNothingWhereThereIsAGpu() {
        TrainingCost.requireConsent(TrainingEstimate.of("cuda", List.of(fold(0))), terminal);
        assertThat(out.size()).isZero();
    }
}
