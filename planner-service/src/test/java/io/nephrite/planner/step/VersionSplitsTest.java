package io.nephrite.planner.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.FoldSplits.Split;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.PlannedDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The earlier version has the cases 0 to 3; 0 and 2 validate fold 0, 1 and 3 fold 1. */
class VersionSplitsTest {
    private static final String DATASET = EventExamples.DATASET;
    private static final String EARLIER = EventExamples.VERSION;
    private static final String ZERO = "case_00000";
    private static final String ONE = "case_00001";
    private static final String TWO = "case_00002";
    private static final String THREE = "case_00003";

    private final InMemoryObjectStore results = new InMemoryObjectStore();
    private final DatasetManifest earlier = PlannedDataset.write(results, 4, Milestone.REPORT, "{\"folds\": [0, 1]}")
            .manifest();

    VersionSplitsTest() {
        earlier.training().forEach(files -> checked(files, "voxels of " + files.caseId()));
    }

    @Test
    void goesOnWithTheSameSplits() {
        String same = document(List.of(ONE, THREE), List.of(ZERO, TWO));
        assertThat(splits(continuing(), earlier.training(), same).splits()).hasSize(1);
    }

    @Test
    void refusesToValidateWhatTheWeightsWereTrainedOn() {
        String changed = document(List.of(ZERO, THREE), List.of(ONE, TWO));
        assertThatThrownBy(() -> splits(continuing(), earlier.training(), changed))
                .hasMessageContaining("fold 0 would validate 1 case")
                .hasMessageContaining(ONE + " (trained on in version " + EARLIER + ")")
                .hasMessageContaining("\"splitsFrom\": \"" + EARLIER + "\"");
    }

    @Test
    void refusesItUnderAnotherNameToo() {
        List<CaseFiles> cases = new ArrayList<>(earlier.training());
        CaseFiles renamed = files("renamed");
        checked(renamed, "voxels of " + ONE);
        cases.add(renamed);
        String changed = document(List.of(THREE, ONE), List.of(ZERO, TWO, "renamed"));
        assertThatThrownBy(() -> splits(continuing(), cases, changed))
                .hasMessageContaining("renamed (has the image of " + ONE);
    }

    @Test
    void takesNoAccountOfChannelsThatAreEmptyInAllCases() {
        CaseFiles other = files("other");
        results.put(
                ObjectKeys.check(DATASET, other),
                "{\"images\": [{\"contentHash\": \"empty\", \"lowest\": 0.0, \"highest\": 0.0}]}".getBytes(UTF_8));
        CaseFiles trained = earlier.trainingCase(ONE).orElseThrow();
        results.put(
                ObjectKeys.check(DATASET, trained),
                "{\"images\": [{\"contentHash\": \"empty\", \"lowest\": 0.0, \"highest\": 0.0}]}".getBytes(UTF_8));
        List<CaseFiles> cases = new ArrayList<>(earlier.training());
        cases.add(other);
        assertThat(splits(continuing(), cases, document(List.of(ONE, THREE), List.of(ZERO, TWO, "other")))
                        .splits())
                .hasSize(1);
    }

    @Test
    void refusesItThroughAVersionInBetween() {
        String between = "between";
        results.list(ObjectKeys.results(new VersionId(DATASET, EARLIER)))
                .forEach(info -> results.put(info.key().replace(EARLIER, between), results.bytes(info.key())));
        results.put(
                ObjectKeys.experiment(new VersionId(DATASET, between)),
                Json.bytes(experiment("{\"folds\": [0, 1], \"continueFrom\": \"" + EARLIER + "\"}")));
        results.put(
                ObjectKeys.splits(new VersionId(DATASET, between)),
                document(List.of(THREE), List.of(ZERO)).getBytes(UTF_8));
        String changed = document(List.of(THREE, TWO), List.of(ONE, ZERO));
        assertThatThrownBy(() ->
                        splits("{\"folds\": [0], \"continueFrom\": \"" + between + "\"}", earlier.training(), changed))
                .hasMessageContaining(ONE + " (trained on in version " + EARLIER + ")");
    }

    @Test
    void keepsTheSplitsAndAddsNewCasesAsTheRefusalAdvises() {
        List<CaseFiles> cases = new ArrayList<>(earlier.training());
        cases.add(files("new_1"));
        cases.add(files("new_2"));
        FoldSplits splits = splits(
                "{\"folds\": [0, 1], \"continueFrom\": \"%s\", \"splitsFrom\": \"%s\"}".formatted(EARLIER, EARLIER),
                cases,
                null);
        assertThat(splits.splits())
                .containsExactly(
                        new Split(List.of(ONE, THREE, "new_2"), List.of(ZERO, TWO, "new_1")),
                        new Split(List.of(ZERO, TWO, "new_1"), List.of(ONE, THREE, "new_2")));
    }

    @Test
    void takesTheSplitsOfOnePlaceOnly() {
        assertThatThrownBy(() -> splits(
                        "{\"splitsFrom\": \"" + EARLIER + "\"}",
                        earlier.training(),
                        document(List.of(ONE, THREE), List.of(ZERO, TWO))))
                .hasMessageContaining("/splitsFrom")
                .hasMessageContaining("remove one of the two");
    }

    @Test
    void namesAVersionThatIsNotThere() {
        assertThatThrownBy(() -> splits("{\"continueFrom\": \"nothing\"}", earlier.training(), null))
                .hasMessageContaining("/continueFrom: found \"nothing\"");
        assertThatThrownBy(() -> splits("{\"splitsFrom\": \"nothing\"}", earlier.training(), null))
                .hasMessageContaining("/splitsFrom: found \"nothing\"");
    }

    private FoldSplits splits(String experiment, List<CaseFiles> cases, String document) {
        ObjectNode later = Json.mapper().valueToTree(earlier.withVersion("later"));
        later.set("training", Json.mapper().valueToTree(cases));
        DatasetManifest manifest = DatasetManifest.parse(Json.bytes(later));
        return new VersionSplits(results, manifest, experiment(experiment))
                .of(Optional.ofNullable(document).map(text -> text.getBytes(UTF_8)), cases, Map.of());
    }

    private static String continuing() {
        return "{\"folds\": [0], \"continueFrom\": \"" + EARLIER + "\"}";
    }

    private static Experiment experiment(String json) {
        return Experiment.parse(json.getBytes(UTF_8));
    }

    private static String document(List<String> train, List<String> val) {
        return new String(Json.bytes(new FoldSplits(List.of(new Split(train, val)))), UTF_8);
    }

    private static CaseFiles files(String id) {
        return CaseFiles.of(
                id, List.of(new StoredFile(DATASET + "/imagesTr/" + id + "_0000.nii.gz", 1, id)), Optional.empty(), "");
    }

    private void checked(CaseFiles files, String voxels) {
        results.put(
                ObjectKeys.check(DATASET, files),
                Json.bytes(Map.of("images", List.of(Map.of("contentHash", voxels, "lowest", 0.0, "highest", 1.0)))));
    }
}
