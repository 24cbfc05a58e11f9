package io.nephrite.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.SkippedCase;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredVersionTest {
    private static final VersionId ID = new VersionId(EventExamples.DATASET, EventExamples.VERSION);
    private static final FoldId FOLD = ID.fold(PlannedDataset.CONFIGURATION, "0");

    private final InMemoryObjectStore results = new InMemoryObjectStore();

    private PlannedDataset planned(String experiment) {
        return PlannedDataset.write(results, 4, Milestone.REPORT, experiment);
    }

    private StoredVersion version() {
        return new StoredVersion(results, ID);
    }

    @Test
    void tellsWhichCasesAreFingerprinted() {
        CaseFiles first =
                planned("{\"folds\": [\"0\", \"1\"]}").manifest().training().get(0);
        String key = ObjectKeys.caseFingerprint(ID.dataset(), first, Optional.empty());
        results.put(key, new byte[0]);

        assertThat(version().fingerprinted()).containsExactly("case_00000");
        assertThat(version().missingFingerprints()).hasSize(3).doesNotContain(key);
    }

    @Test
    void waitsForNoFingerprintOfACaseThatIsSkipped() {
        CaseFiles first = planned("{\"folds\": [\"0\", \"1\"], \"faultyCases\": \"skip\"}")
                .manifest()
                .training()
                .get(0);
        results.put(ObjectKeys.skippedFingerprint(ID.dataset(), first, Optional.empty()), new byte[0]);

        assertThat(version().missingFingerprints()).hasSize(3);
        assertThat(version().fingerprinted()).isEmpty();
    }

    @Test
    void waitsForAMarkedCaseWhereTheExperimentDoesNotLetCasesBeSkipped() {
        CaseFiles first =
                planned("{\"folds\": [\"0\", \"1\"]}").manifest().training().get(0);
        results.put(ObjectKeys.skippedFingerprint(ID.dataset(), first, Optional.empty()), new byte[0]);

        assertThat(version().missingFingerprints()).hasSize(4);
    }

    @Test
    void tellsWhichCasesArePreprocessed() {
        PlannedDataset planned = planned("{\"folds\": [\"0\", \"1\"]}");
        String parameters = planned.parameters().id();
        String key = ObjectKeys.properties(
                ID.dataset(), parameters, planned.manifest().training().get(1));
        results.put(key, new byte[0]);

        assertThat(version().preprocessed(parameters)).containsExactly("case_00001");
        assertThat(version().missingVolumes(Optional.empty())).hasSize(3).doesNotContain(key);
        assertThat(version().volumes("case_00001", Optional.empty())).containsExactly(key);
        assertThat(version().missingVolumes(Optional.of("of another configuration")))
                .isEmpty();
    }

    @Test
    void tellsWhichFoldsAreTrainedAndWhichOfTheirCasesArePredictedAndEvaluated() {
        planned("{\"folds\": [\"0\", \"1\"]}");
        assertThat(version().folds()).containsExactly(FOLD, ID.fold(PlannedDataset.CONFIGURATION, "1"));
        assertThat(version().trainedFolds()).isEmpty();

        results.put(ObjectKeys.training(ID.dataset(), "training0"), new byte[0]);
        results.put(ObjectKeys.prediction(FOLD, "case_00000", ".nii.gz"), new byte[0]);
        results.put(ObjectKeys.prediction(FOLD, "case_00002", ".nii.gz"), new byte[0]);
        results.put(ObjectKeys.caseMetrics(FOLD, "case_00002"), new byte[0]);

        assertThat(version().trainedFolds()).containsExactly(FOLD);
        assertThat(version().predictedCases(FOLD)).containsExactly("case_00000", "case_00002");
        assertThat(version().evaluatedCases(FOLD)).containsExactly("case_00002");
        assertThat(version().isEvaluated()).isFalse();
    }

    @Test
    void isEvaluatedWhenEveryFoldIsSummedUp() {
        planned("{\"folds\": [\"0\", \"1\"]}");
        version().folds().forEach(fold -> results.put(ObjectKeys.summary(fold), new byte[0]));

        assertThat(version().isEvaluated()).isTrue();
        assertThat(version().report()).isEmpty();
    }

    @Test
    void tellsWhyCasesWereSkipped() {
        planned("{\"folds\": [\"0\", \"1\"], \"faultyCases\": \"skip\"}");
        results.put(
                ObjectKeys.skippedPreprocessing(ID, "case_00003"),
                Json.bytes(new SkippedCase("case_00003", "too large")));

        assertThat(version().skippedVolumes())
                .containsEntry("case_00003", "too large")
                .hasSize(1);
    }

    @Test
    void readsADocumentOnceAndTheGoalAnew() {
        planned("{\"folds\": [\"0\", \"1\"]}");
        StoredVersion version = version();
        assertThat(version.experiment().folds()).contains(List.of("0", "1"));
        assertThat(version.goal().until()).isEqualTo(Milestone.REPORT);

        results.put(ObjectKeys.experiment(ID), "{\"folds\": [\"0\"]}".getBytes(UTF_8));
        results.put(ObjectKeys.goal(ID), "{\"until\": \"plans\"}".getBytes(UTF_8));

        assertThat(version.experiment().folds()).contains(List.of("0", "1"));
        assertThat(version.goal().until()).isEqualTo(Milestone.PLANS);
    }

    @Test
    void aVersionThatIsNotPlannedHasNoPlans() {
        assertThat(version().isPlanned()).isFalse();
        assertThatThrownBy(() -> version().planning()).isInstanceOf(NoSuchObjectException.class);
    }

    @Test
    void namesWhatIsNotInTheVersion() {
        planned("{\"folds\": [\"0\", \"1\"]}");

        assertThatThrownBy(() -> version().trainingCase("case_9"))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("no training case case_9");
        assertThatThrownBy(() -> version().configuration("2d"))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("2d is not planned");
    }
}
