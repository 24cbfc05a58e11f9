package io.nephrite.core.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreviousStageFoldsTest {
    private static FoldSplits.Split split(List<String> train, List<String> val) {
        return new FoldSplits.Split(train, val);
    }

    @Test
    void takesTheFoldThatHasNotTrainedOnTheCase() {
        FoldSplits splits = new FoldSplits(List.of(
                split(List.of("a", "b"), List.of("b", "c")),
                split(List.of("c"), List.of("a", "b")),
                split(List.of("a"), List.of("c", "b"))));
        PreviousStageFolds folds = PreviousStageFolds.of(splits, List.of("a", "b", "c"));
        assertThat(folds.of("a")).isEqualTo("1");
        // fold 0 validates b too, and trains on it
        assertThat(folds.of("b")).isEqualTo("1");
        assertThat(folds.of("c")).isEqualTo("0");
    }

    @Test
    void takesFoldAllWhereThereIsNoOther() {
        assertThat(PreviousStageFolds.of(FoldSplits.NONE, List.of("a")).of("a")).isEqualTo("all");
    }

    @Test
    void namesTheCasesThatNoFoldCouldSegment() {
        FoldSplits splits = new FoldSplits(List.of(split(List.of("a", "b", "c"), List.of("d"))));
        assertThatThrownBy(() -> PreviousStageFolds.of(splits, List.of("a", "b", "d")))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_DATASET))
                .hasMessageContaining(
                        "2 of 3 cases are validation cases of no fold that has not trained on them: a, b.");
    }
}
