package io.nephrite.core.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionPairsTest {
    @Test
    void goesByTheReferencesWhateverTheirEnding() {
        PredictionPairs pairs = PredictionPairs.of(
                files("ref/a.nii.gz", "ref/b.nii", "ref/notes.txt"), files("pred/b.nii.gz", "pred/summary.json"));

        assertThat(pairs.pairs()).extracting(PredictionPairs.Pair::caseId).containsExactly("a", "b");
        assertThat(pairs.pairs().get(0).prediction()).isEmpty();
        assertThat(pairs.pairs().get(1).prediction().orElseThrow().key()).isEqualTo("pred/b.nii.gz");
        assertThat(pairs.faults()).isEmpty();
    }

    @Test
    void namesPredictionsWithoutReferenceAndNamesOfTwoFiles() {
        PredictionPairs pairs = PredictionPairs.of(
                files("ref/a.nii.gz", "ref/b.nii.gz", "ref/b.nii", "ref/c.nii.gz"),
                files("pred/a.nii.gz", "pred/c.nii.gz", "pred/c.nii", "pred/d.nii.gz"));

        assertThat(pairs.pairs()).extracting(PredictionPairs.Pair::caseId).containsExactly("a");
        assertThat(pairs.faults())
                .extracting(Fault::code)
                .containsExactly(FaultCode.FILE_TWICE, FaultCode.FILE_TWICE, FaultCode.REFERENCE_MISSING);
        assertThat(pairs.faults()).extracting(f -> f.caseId().orElseThrow()).containsExactly("b", "c", "d");
        assertThat(pairs.referenced()).containsExactlyInAnyOrder("a", "b", "c");
    }

    /** {@code predict --probabilities} writes them beside each label map. */
    @Test
    void leavesProbabilitiesBesideALabelMapAlone() {
        PredictionPairs pairs = PredictionPairs.of(
                files("ref/a.nii.gz", "ref/b_probabilities.nii.gz"),
                files("pred/a.nii.gz", "pred/a.npz", "pred/a_probabilities.nii.gz", "pred/b_probabilities.nii.gz"));

        assertThat(pairs.pairs())
                .extracting(PredictionPairs.Pair::caseId)
                .as("a name alone is that of a case")
                .containsExactly("a", "b_probabilities");
        assertThat(pairs.faults()).isEmpty();
        assertThat(pairs.leftAlone()).contains("pred/a_probabilities.nii.gz");
    }

    private static List<StoredFile> files(String... keys) {
        return Arrays.stream(keys).map(k -> new StoredFile(k, 1, "")).toList();
    }
}
