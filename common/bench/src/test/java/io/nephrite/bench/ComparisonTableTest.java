package io.nephrite.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {
    @Test
    void alignsFiguresAndShowsTheRatioOnlyBesideAPeer() {
        String table = ComparisonTable.of(List.of(
                Comparison.of("whole case", "s", 4.5, 49).withGoal(0.125), Comparison.of("peak RSS", "MiB", 1100)));

        assertThat(table.lines())
                .containsExactly(
                        "work        unit  ours   peer   ratio    goal",
                        "whole case  s     4.50  49.00  0.0918  0.1250",
                        "peak RSS    MiB   1100      -       -       -");
    }
}
