package io.nephrite.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFolderTest {
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

        DatasetFolder dataset = DatasetFolder.open(folder);
        assertThat(dataset.files()).containsOnlyKeys("dataset.json", "imagesTr/a_0000.nii.gz");
        assertThat(dataset.leftAlone()).containsExactlyInAnyOrder("README.txt", "imagesTr/._a_0000.nii.gz");
        assertThat(dataset.warnings()).isEmpty();
    }

    @Test
    void keepsTheFoldersNameAndRefusesWhatCannotBeOne() throws Exception {
        for (String name : List.of("数据一", "Klinik Süd", "Task 001 (new)")) {
            Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("dataset.json"), "{}");
            assertThat(DatasetFolder.open(folder.resolve(name)).name()).isEqualTo(name);
        }
        Path decomposed = Files.createDirectories(folder.resolve("Su\u0308d"));
        Files.writeString(decomposed.resolve("dataset.json"), "{}");
        assertThat(DatasetFolder.open(decomposed).name()).isEqualTo("S\u00fcd");
        Path odd = Files.createDirectories(folder.resolve("a:b"));
        Files.writeString(odd.resolve("dataset.json"), "{}");
        assertThatThrownBy(() -> DatasetFolder.open(odd))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("\"a:b\" cannot be the name of a dataset");
    }

    @Test
    void namesLinksThatLeadNowhereOrRoundInACircle() throws Exception {
        Files.writeString(folder.resolve("dataset.json"), "{}");
        Path images = Files.createDirectories(folder.resolve("imagesTr"));
        Path elsewhere = Files.createDirectories(folder.resolve(".elsewhere"));
        Files.createFile(elsewhere.resolve("b_0000.nii.gz"));
        Files.createSymbolicLink(images.resolve("b_0000.nii.gz"), elsewhere.resolve("b_0000.nii.gz"));
        Files.createSymbolicLink(images.resolve("a_0000.nii.gz"), folder.resolve("annex/a"));
        Files.createSymbolicLink(images.resolve("up"), folder);

        DatasetFolder dataset = DatasetFolder.open(folder);

        assertThat(dataset.files()).containsOnlyKeys("dataset.json", "imagesTr/b_0000.nii.gz");
        assertThat(dataset.warnings())
                .satisfiesExactly(
                        w -> assertThat(w).startsWith("imagesTr/a_0000.nii.gz is a symbolic link to nothing"),
                        w -> assertThat(w).startsWith("imagesTr/up is a symbolic link to a folder that it lies in"));
    }
}
