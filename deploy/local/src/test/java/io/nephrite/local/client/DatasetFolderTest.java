package io.nephrite.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetFolderTest {
    @TempDir
    Path folder;

    @Test
    void namesAMissingFolder() {
        assertThatThrownBy(() -> DatasetFolder.open(folder.resolve("nowhere")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("nowhere does not exist");
    }

    @Test
    void guessesTheFolderThatWasMeant() throws Exception {
        Path inner = Files.createDirectories(folder.resolve("Task01"));
        Files.writeString(inner.resolve("dataset.json"), "{}");

        assertThatThrownBy(() -> DatasetFolder.open(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("holds no dataset.json")
                .hasMessageContaining("did you mean " + inner);
    }

    @Test
    void saysWhereTheDescriptionIsNotJson() throws Exception {
        Files.writeString(folder.resolve("dataset.json"), "{\n  \"labels\": {\"background\": 0,}\n}");

        assertThat(DatasetFolder.open(folder).description().faults())
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.seen()).contains("line 2, column");
                    assertThat(f.expected()).contains("trailing comma");
                });
    }

    @Test
    void makesATaskOfAKits19CheckoutWhateverItsFolderIsCalled() throws Exception {
        Path data = Files.createDirectories(folder.resolve("kits19/data/case_00000"));
        Files.writeString(data.resolveSibling("kits.json"), "[{\"case_id\": \"case_00000\"}]");
        Files.createFile(data.resolve("imaging.nii.gz"));
        Files.createFile(data.resolve("segmentation.nii.gz"));

        DatasetFolder checkout = DatasetFolder.open(folder.resolve("kits19"));
        assertThat(checkout.name()).isEqualTo("Task040_KiTS");
        assertThat(checkout.description().faults()).isEmpty();
        assertThat(checkout.files())
                .containsOnlyKeys(
                        "data/kits.json", "data/case_00000/imaging.nii.gz", "data/case_00000/segmentation.nii.gz");
    }

    @Test
    void takesWhatADatasetConsistsOfAndNothingElse() throws Exception {
        Files.writeString(folder.resolve("dataset.json"), "{}");
        Files.createDirectories(folder.resolve("imagesTr"));
        Files.createFile(folder.resolve("imagesTr/a_0000.nii.gz"));
        Files.createFile(folder.resolve("imagesTr/._a_0000.nii.gz"));
        Files.createFile(folder.resolve("README.txt"));
        Files.createDirectories(folder.resolve(".nephrite"));
        Files.createFile(folder.resolve(".nephrite/system.json"));

        assertThat(DatasetFolder.open(folder).files()).containsOnlyKeys("dataset.json", "imagesTr/a_0000.nii.gz");
    }
}
