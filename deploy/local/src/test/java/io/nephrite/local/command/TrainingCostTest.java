package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.local.client.Estimate;
import io.nephrite.local.client.Estimate.Training;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainingCostTest {
    private static final Training FOLD = new Training("3d_fullres", 1000, 250, 0.5, 125_000);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal terminal = Terminal.plain(new PrintStream(out, true, StandardCharsets.UTF_8));

    @Test
    void endsWithThreeAndSaysWhatTrainingOnACpuWouldCost() {
        Estimate estimate = new Estimate("cpu", Collections.nCopies(5, FOLD), 625_000);

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
        TrainingCost.requireConsent(new Estimate("cuda", List.of(FOLD), 125_000), terminal);
        assertThat(out.size()).isZero();
    }
}
