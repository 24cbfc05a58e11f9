package io.nephrite.core.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.planning.FoldSplits.Split;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FoldRemarksTest {
    private static final LabelMap LABELS = LabelMap.of("background", "kidney", "tumor");
    private static final List<String> CASES = List.of("a", "b", "c");
    private static final FoldSplits SPLITS = new FoldSplits(
            List.of(new Split(List.of("a", "b"), List.of("c")), new Split(List.of("c"), List.of("a", "b"))));

    @Test
    void saysNothingWhereEveryPartShowsEveryLabel() {
        Map<String, Set<Integer>> all = Map.of("a", Set.of(0, 1, 2), "b", Set.of(0, 1), "c", Set.of(1, 2));
        assertThat(remarks("{}", all)).isEmpty();
    }

    @Test
    void namesLabelsThatNoTrainingCaseOfAFoldShows() {
        Map<String, Set<Integer>> labels = Map.of("a", Set.of(0, 1), "b", Set.of(0, 1), "c", Set.of(0, 1, 2));
        assertThat(remarks("{}", labels))
                .containsExactly(
                        "Fold 0: no training case shows label 2 (tumor), so the network cannot learn it; its Dice is 0"
                                + " for c, which validates the fold and shows it.",
                        "Fold 1: no validation case shows label 2 (tumor), so the fold says nothing of how well it is"
                                + " found.");
    }

    @Test
    void namesAFoldThatTrainsWithoutForeground() {
        Map<String, Set<Integer>> labels = Map.of("a", Set.of(0), "b", Set.of(0), "c", Set.of(0, 1, 2));
        assertThat(remarks("{\"folds\": [0]}", labels))
                .containsExactly("Fold 0 trains on cases without any label: its network can learn background alone.");
    }

    @Test
    void namesFoldsThatAreDrawnAtRandomAndACountWithoutEffect() {
        assertThat(remarks("{\"folds\": [0, 7], \"foldCount\": 3}", Map.of()))
                .hasSize(2)
                .anySatisfy(r -> assertThat(r).startsWith("Fold 7 is beyond the 2 splits"))
                .anySatisfy(r -> assertThat(r).contains("/foldCount: 3 has no effect"));
    }

    private static List<String> remarks(String experiment, Map<String, Set<Integer>> labels) {
        return FoldRemarks.of(
                SPLITS, Experiment.parse(experiment.getBytes(StandardCharsets.UTF_8)), LABELS, labels, CASES, true);
    }
}
