package io.nephrite.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.FoldFolder.CheckpointFiles;
import org.junit.jupiter.api.Test;

class FoldFolderTest {
    private static final FoldFolder FOLDER = FoldFolder.of(new VersionId("D", "V").fold("3d_fullres", "0"));

    /** What is stored under a name today must be found under it tomorrow. */
    @Test
    void everyNameStaysAsItIs() {
        assertThat(FOLDER.prefix()).isEqualTo("D/results/V/3d_fullres/fold_0/");
        assertThat(FoldFolder.inResults("2d", "all").prefix()).isEqualTo("2d/fold_all/");
        assertThat(FOLDER.journal()).isEqualTo("D/results/V/3d_fullres/fold_0/debug.json");
        assertThat(FOLDER.log()).isEqualTo("D/results/V/3d_fullres/fold_0/training_log.txt");
        assertThat(FOLDER.picture()).isEqualTo("D/results/V/3d_fullres/fold_0/progress.png");
        assertThat(FOLDER.prediction("c", ".nrrd")).isEqualTo("D/results/V/3d_fullres/fold_0/validation/c.nrrd");
        assertThat(FOLDER.summary()).isEqualTo("D/results/V/3d_fullres/fold_0/validation/summary.json");
        assertThat(FOLDER.lineage()).isEqualTo("D/results/V/3d_fullres/fold_0/lineage.json");
        assertThat(FOLDER.validationLineage()).isEqualTo("D/results/V/3d_fullres/fold_0/validation/lineage.json");
        assertThat(FoldFolder.inResults("2d", "1").inside("_models/D/i/").prefix())
                .isEqualTo("_models/D/i/2d/fold_1/");
        assertThat(FOLDER.finalCheckpoint().document())
                .isEqualTo("D/results/V/3d_fullres/fold_0/checkpoint_final.json");
        assertThat(FOLDER.finalCheckpoint().tensors())
                .isEqualTo("D/results/V/3d_fullres/fold_0/checkpoint_final.safetensors");
        assertThat(FOLDER.bestCheckpoint().document()).isEqualTo("D/results/V/3d_fullres/fold_0/checkpoint_best.json");
        assertThat(FOLDER.latestCheckpoint(750).document())
                .isEqualTo("D/results/V/3d_fullres/fold_0/checkpoint_latest/0000000750.json");
    }

    @Test
    void aCheckpointIsFoundByItsDocumentAndKnowsItsObjects() {
        CheckpointFiles checkpoint = FOLDER.latestCheckpoint(7);

        assertThat(CheckpointFiles.ofDocument(checkpoint.document())).contains(checkpoint);
        assertThat(CheckpointFiles.ofDocument(checkpoint.tensors())).isEmpty();
        assertThat(checkpoint.has(checkpoint.tensors())).isTrue();
        assertThat(checkpoint.has(FOLDER.latestCheckpoint(70).tensors())).isFalse();
    }

    @Test
    void checkpointsOfARunningTrainingAreToldFromTheOnesThatStay() {
        assertThat(FoldFolder.isOfRunningTraining(FOLDER.latestCheckpoint(7).tensors()))
                .isTrue();
        assertThat(FoldFolder.isOfRunningTraining(FOLDER.finalCheckpoint().tensors()))
                .isFalse();
    }

    @Test
    void aFolderEndsInASlash() {
        assertThatThrownBy(() -> new FoldFolder("2d/fold_0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2d/fold_0");
    }
}
