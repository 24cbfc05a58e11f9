package io.nephrite.core.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void splitsReferenceDatasetsAsNnunetDoes() throws IOException {
        JsonNode kits = json("parity/rng_vectors.json").get("kfold210");
        JsonNode small = json("kits_small/splits_final.json");
        JsonNode hippocampus = json("hippocampus/splits_final.json");
        for (JsonNode expected : List.of(kits, small, hippocampus)) {
            Set<String> cases = new HashSet<>();
            expected.forEach(fold -> fold.get("val").forEach(id -> cases.add(id.textValue())));
            FoldSplits splits = new FoldSplitter(cases, Map.of()).split(Experiment.defaults());
            assertThat(Json.tree(Json.bytes(splits))).isEqualTo(expected);
        }
        assertThat(kits).hasSize(5);
    }

    private static JsonNode json(String path) throws IOException {
        Path file = Path.of(System.getProperty("nephrite.shared", "absent"), "reference", path);
        assumeTrue(Files.exists(file), "reference results are absent, not compared with nnU-Net: " + file);
        return Json.tree(Files.readAllBytes(file));
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

    /**
     * numpy's {@code RandomState(12345 + 5).choice(24, 19, replace=False)}, in the order drawn, as nnU-Net trains it.
     */
    @Test
    void drawsFoldsBeyondTheSplitsAsNnunetDoes() {
        List<String> cases =
                IntStream.range(0, 24).mapToObj("case_%05d"::formatted).toList();
        FoldSplits.Split sixth = new FoldSplitter(cases, Map.of()).split(5).fold("5", cases);
        assertThat(sixth.train())
                .isEqualTo(IntStream.of(4, 1, 22, 6, 13, 21, 3, 20, 15, 10, 5, 9, 12, 14, 0, 7, 19, 8, 11)
                        .mapToObj(cases::get)
                        .toList());
        assertThat(sixth.val())
                .isEqualTo(IntStream.of(2, 16, 17, 18, 23).mapToObj(cases::get).toList());
    }

    @Test
    void leavesOutOfAFoldWhatIsNotUsed() {
        FoldSplits.Split first = new FoldSplitter(SIX, Map.of()).split(3).fold("0", List.of("a", "b", "c", "d"));
        assertThat(first.train()).isSubsetOf("a", "b", "c", "d").hasSizeLessThan(5);
        assertThat(first.val()).isSubsetOf("a", "b", "c", "d");
    }

    @Test
    void refusesToDrawAFoldAtRandomThatWouldTearGroupsApart() {
        Map<String, String> groups = Map.of("a", "patient1", "b", "patient1");
        assertThatThrownBy(() -> new FoldSplitter(SIX, groups).split(folds("[0, 7]")))
                .isInstanceOf(PipelineException.class)
                .hasMessageContainingAll("/folds", "fold 7", "group", "expected 0 to 4");
        assertThat(new FoldSplitter(SIX, groups).split(folds("[\"all\", 4]")).splits())
                .hasSize(5);
    }

    @Test
    void needsNoSplitsWhereOnlyFoldAllIsTrained() {
        List<String> two = List.of("a", "b");
        FoldSplits splits = new FoldSplitter(two, Map.of()).split(folds("[\"all\"]"));
        assertThat(splits.splits()).isEmpty();
        assertThat(splits.fold("all", two).val()).isEqualTo(two);
    }

    private static Experiment folds(String json) {
        return Experiment.parse(("{\"folds\": " + json + "}").getBytes(StandardCharsets.UTF_8));
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
        refused("[{\"train\": [\"a.nii.gz\"], \"val\": [\"b\"]}]", Map.of(), "/0/train/0", "did you mean \"a\"?");
        refused("[{\"train\": [\"a\"], \"val\": [\"b_0000.nii.gz\"]}]", Map.of(), "/0/val/0", "did you mean \"b\"?");
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
        return new FoldSplitter(SIX, groups)
                .checked(json.getBytes(StandardCharsets.UTF_8), List.of(), Experiment.defaults());
    }
}
