package io.nephrite.core.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.pipeline.Json;
import io.nephrite.core.pipeline.PipelineException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldSplitterTest {
    private static final List<String> SIX = List.of("a", "b", "c", "d", "e", "f");

    /** scikit-learn's {@code KFold(5, shuffle=True, random_state=12345)} on 24 ids. */
    @Test
    void splitsAsScikitLearnDoes() {
        List<String> cases =
                IntStream.range(0, 24).mapToObj("case_%05d"::formatted).toList();
        FoldSplits splits = new FoldSplitter(cases, Map.of()).split(5);
        int[][] expected = {
            {8, 10, 12, 18, 20}, {0, 3, 14, 15, 17}, {7, 11, 13, 16, 19}, {6, 9, 21, 22, 23}, {1, 2, 4, 5}
        };
        for (int fold = 0; fold < 5; fold++) {
            List<String> val = IntStream.of(expected[fold]).mapToObj(cases::get).toList();
            assertThat(splits.splits().get(fold).val()).isEqualTo(val);
            assertThat(splits.splits().get(fold).train())
                    .hasSize(24 - val.size())
                    .isSorted()
                    .doesNotContainAnyElementsOf(val);
        }
    }

    @Test
    void readsWhatItWrites() {
        FoldSplits splits = new FoldSplitter(SIX, Map.of()).split(3);
        assertThat(FoldSplits.parse(Json.bytes(splits))).isEqualTo(splits);
    }

    @Test
    void trainsAndValidatesFoldAllOnEverything() {
        FoldSplits.Split all = new FoldSplitter(SIX, Map.of()).split(3).fold("all", SIX);
        assertThat(all.train()).isEqualTo(SIX);
        assertThat(all.val()).isEqualTo(SIX);
    }

    @Test
    void drawsFoldsBeyondTheSplitsAtRandom() {
        FoldSplits.Split tenth = new FoldSplitter(SIX, Map.of()).split(3).fold("9", SIX);
        assertThat(tenth.train()).hasSize(4);
        assertThat(tenth.val()).hasSize(2).doesNotContainAnyElementsOf(tenth.train());
    }

    @Test
    void keepsGroupsTogether() {
        Map<String, String> groups = new TreeMap<>();
        List<String> cases =
                IntStream.range(0, 40).mapToObj("case_%05d"::formatted).toList();
        cases.forEach(c -> groups.put(c, "patient" + c.hashCode() % 13));
        FoldSplits splits = new FoldSplitter(cases, groups).split(5);
        Set<String> validated = new HashSet<>();
        for (FoldSplits.Split split : splits.splits()) {
            Set<String> trained = new HashSet<>();
            split.train().forEach(c -> trained.add(groups.get(c)));
            assertThat(split.val()).isNotEmpty().noneMatch(c -> trained.contains(groups.get(c)));
            validated.addAll(split.val());
        }
        assertThat(validated).containsExactlyInAnyOrderElementsOf(cases);
    }

    @Test
    void refusesMoreFoldsThanCases() {
        assertThatThrownBy(() -> new FoldSplitter(List.of("a", "b"), Map.of()).split(5))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("2 cases")
                .hasMessageContaining("foldCount");
    }

    @Test
    void takesTheUsersSplits() {
        FoldSplits splits = checked("[{\"train\": [\"f\", \"b\", \"c\", \"d\"], \"val\": [\"a\", \"e\"]}]", Map.of());
        assertThat(splits.splits().get(0).train()).containsExactly("f", "b", "c", "d");
    }

    @Test
    void namesAnUnknownCase() {
        refused("[{\"train\": [\"a\", \"x\"], \"val\": [\"b\"]}]", Map.of(), "/0/train/1", "no training case x");
    }

    @Test
    void namesACaseOnBothSides() {
        refused("[{\"train\": [\"a\", \"b\"], \"val\": [\"b\"]}]", Map.of(), "/0/val", "b is in train and in val");
    }

    @Test
    void namesACaseInNoSplit() {
        refused("[{\"train\": [\"a\", \"b\", \"c\", \"d\"], \"val\": [\"e\"]}]", Map.of(), "in no split: f", "exclude");
    }

    @Test
    void refusesAGroupOnBothSides() {
        refused(
                "[{\"train\": [\"a\", \"b\", \"c\", \"d\"], \"val\": [\"e\", \"f\"]}]",
                Map.of("a", "patient1", "f", "patient1"),
                "/0/val",
                "patient1");
    }

    private static void refused(String json, Map<String, String> groups, String... parts) {
        assertThatThrownBy(() -> checked(json, groups))
                .isInstanceOf(PipelineException.class)
                .hasMessageContainingAll(parts);
    }

    private static FoldSplits checked(String json, Map<String, String> groups) {
        return new FoldSplitter(SIX, groups).checked(json.getBytes(StandardCharsets.UTF_8), List.of());
    }
}
