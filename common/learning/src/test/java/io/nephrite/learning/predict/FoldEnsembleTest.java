package io.nephrite.learning.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.ReferenceSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FoldEnsembleTest {
    private static final Shape3 SHAPE = new Shape3(1, 1, 2);

    @ParameterizedTest
    @EnumSource
    void addsLogitsInHalfPrecisionOneAfterTheOtherAsNnunetDoes(ReferenceSize size) throws IOException {
        Map<String, ReferenceArray> reference =
                ReferenceNumbers.npz(size.path("ensemble/fold_mean.npz", "reference/selection/ensemble/fold_mean.npz"));
        List<LogitPredictor> folds = new ArrayList<>();
        for (int fold = 0; fold < 5; fold++) {
            float[] logits = reference.get("logits_fold" + fold).floats();
            folds.add((input, planes, progress) -> logits.clone());
        }

        float[] mean =
                new FoldEnsemble(folds).predict(NetworkInput.of(new float[210], new Shape3(5, 6, 7)), done -> {});

        assertThat(mean).isEqualTo(reference.get("mean").floats());
    }

    @Test
    void leavesTheLogitsOfOneMemberAsTheyAre() {
        LogitPredictor one = (input, planes, progress) -> new float[] {0.1f, 70_000};

        assertThat(new FoldEnsemble(List.of(one)).predict(NetworkInput.of(new float[2], SHAPE), done -> {}))
                .containsExactly(0.1f, 70_000);
    }

    @Test
    void tellsHowMuchOfAllMembersIsDone() {
        LogitPredictor member = (input, planes, progress) -> {
            progress.accept(0.5);
            progress.accept(1);
            return new float[2];
        };
        List<Double> heard = new ArrayList<>();

        new FoldEnsemble(List.of(member, member)).predict(NetworkInput.of(new float[2], SHAPE), heard::add);

        assertThat(heard).hasSize(4).isSorted().contains(0.25);
        assertThat(heard.get(3)).isEqualTo(1);
    }
}
