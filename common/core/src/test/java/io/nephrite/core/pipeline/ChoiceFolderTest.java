package io.nephrite.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.identity.VersionId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceFolderTest {
    private static final ChoiceFolder FOLDER =
            new ChoiceFolder(ObjectKeys.crossValidation(new VersionId("D", "V"), "2d", List.of("0", "1")));

    /** What is stored under a name today must be found under it tomorrow, by nnU-Net's own commands too. */
    @Test
    void everyNameStaysAsItIs() {
        assertThat(FOLDER.prefix()).isEqualTo("D/results/V/2d/crossval_results_folds_0_1/");
        assertThat(FOLDER.prediction("c", ".nrrd")).isEqualTo(FOLDER.prefix() + "c.nrrd");
        assertThat(FOLDER.summary()).isEqualTo(FOLDER.prefix() + "summary.json");
        assertThat(FOLDER.datasetJson()).isEqualTo(FOLDER.prefix() + "dataset.json");
        assertThat(FOLDER.plans()).isEqualTo(FOLDER.prefix() + "plans.json");
        assertThat(FOLDER.postprocessing()).isEqualTo(FOLDER.prefix() + "postprocessing.json");
        assertThat(FOLDER.postprocessed().prefix()).isEqualTo(FOLDER.prefix() + "postprocessed/");
    }

    @Test
    void aFolderEndsInASlash() {
        assertThatThrownBy(() -> new ChoiceFolder("2d/crossval_results_folds_0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2d/crossval_results_folds_0");
    }
}
