package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PredictionEstimateTest {
    private static final long MIB = 1 << 20;

    /** 100 MiB and 10 for each of 50 planes, of which at least 8 are held. */
    private static final PredictionEstimate ESTIMATE =
            new PredictionEstimate(100 * MIB, 10 * MIB, 50, 8, 90 * MIB, 1000, 1000, "case_00001");

    @Test
    void takesAllPlanesWhereTheyFitAndElseAsManyAsDo() {
        assertThat(ESTIMATE.planesWithin(600 * MIB)).isEqualTo(50);
        assertThat(ESTIMATE.planesWithin(599 * MIB)).isEqualTo(49);
        assertThat(ESTIMATE.planesWithin(300 * MIB)).isEqualTo(20);
        assertThat(ESTIMATE.of(20).bytes()).isEqualTo(300 * MIB);
        assertThat(ESTIMATE.of(20).work()).isEqualTo("case_00001, 20 of its 50 planes at a time");
    }

    @Test
    void isRefusedWithItsNumbersBeforeAnyWorkWhereNotEvenTheLeastPlanesFit() {
        MemoryBudget budget = new MemoryBudget(150 * MIB);
        int planes = ESTIMATE.planesWithin(budget.bytes());
        AtomicBoolean began = new AtomicBoolean();

        assertThat(planes).isEqualTo(8);
        assertThatThrownBy(() -> budget.within(ESTIMATE.of(planes), () -> {
                    began.set(true);
                    return 0;
                }))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_MEMORY))
                .hasMessageContaining("case_00001, 8 of its 50 planes at a time")
                .hasMessageContaining("GiB")
                .hasMessageContaining("; ");
        assertThat(began).isFalse();
    }

    /** An ensemble and a next stage keep all logits. */
    @Test
    void takesNoSlabWhereAllLogitsHaveToExistAndSaysWhy() {
        PredictionEstimate whole = ESTIMATE.wholeSince("its logits are kept for the choice");

        assertThat(whole.planesWithin(300 * MIB)).isEqualTo(50);
        assertThat(whole.whole().work()).contains("all planes at a time, since its logits are kept for the choice");
    }
}
