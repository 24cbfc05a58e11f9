package io.nephrite.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.local.BadInput;
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

        assertThatThrownBy(() -> DatasetFolder.open(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("dataset.json: line 2, column")
                .hasMessageContaining("not JSON");
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
