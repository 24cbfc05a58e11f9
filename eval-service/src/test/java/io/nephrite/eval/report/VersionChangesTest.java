package io.nephrite.eval.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.eval.report.ExperimentDifferences.Difference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionChangesTest {
    @Test
    void tellsCasesThatCameAndWentAndThoseWithOtherFiles() {
        VersionChanges changes = VersionChanges.between(
                manifest("kept 1", "gone 1", "other 1"),
                Experiment.defaults(),
                manifest("new 1", "kept 1", "other 2"),
                Experiment.parse("{\"training\": {\"epochs\": 7}}".getBytes(UTF_8)));

        assertThat(changes.added()).containsExactly("new");
        assertThat(changes.dropped()).containsExactly("gone");
        assertThat(changes.replaced()).containsExactly("other");
        assertThat(changes.documents()).isEmpty();
        assertThat(changes.settings()).containsExactly(new Difference("training/epochs", "1000", "7"));
    }

    @Test
    void isEmptyForTheSameCasesAndSettings() {
        assertThat(VersionChanges.between(
                                manifest("a 1"), Experiment.defaults(), manifest("a 1"), Experiment.defaults())
                        .isEmpty())
                .isTrue();
    }

    /** @param cases name and ETag of the image */
    private static DatasetManifest manifest(String... cases) {
        return new DatasetManifest(
                "D",
                "V",
                List.of("CT"),
                LabelMap.of("background", "kidney"),
                ".nii.gz",
                Arrays.stream(cases)
                        .map(c -> c.split(" "))
                        .map(c -> CaseFiles.of(
                                c[0], List.of(new StoredFile("D/" + c[0], 1, c[1])), Optional.empty(), "labels"))
                        .toList(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
