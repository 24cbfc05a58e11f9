package io.nephrite.eval.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.store.ObjectInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OfferedFolderTest {
    private static final String DESCRIPTION = """
            {"channel_names": {"0": "CT"}, "labels": {"background": 0, "tumour": 1}, "numTraining": 2, "file_ending": ".nii.gz"}
            """;

    private static List<OfferedFile> files(String... more) {
        List<OfferedFile> files = new ArrayList<>();
        for (String path : new String[] {
            "dataset.json", "imagesTr/a_0000.nii.gz", "labelsTr/a.nii.gz", "imagesTr/b_0000.nii.gz", "labelsTr/b.nii.gz"
        }) {
            files.add(new OfferedFile(path, 10));
        }
        for (String path : more) {
            files.add(new OfferedFile(path, 10));
        }
        return files;
    }

    private static OfferedFolder.Check check(List<OfferedFile> files, Map<String, String> documents) {
        return new OfferedFolder(files, documents).check(Map.of());
    }

    @Test
    void letsAFolderPassWhoseNamesAreInOrder() {
        OfferedFolder.Check check =
                check(files(".DS_Store", "notes.docx", "imagesTr/._a.nii.gz"), Map.of("dataset.json", DESCRIPTION));

        assertThat(check.faults()).isEmpty();
        assertThat(check.mayBeSent()).isTrue();
        assertThat(check.files()).hasSize(5);
        assertThat(check.leftAlone()).containsExactlyInAnyOrder(".DS_Store", "notes.docx", "imagesTr/._a.nii.gz");
    }

    @Test
    void stopsAFolderWithoutADescriptionAndTellsWhereOneIs() {
        OfferedFolder.Check check = check(
                List.of(
                        new OfferedFile("Dataset001_Spleen/dataset.json", 10),
                        new OfferedFile("Dataset001_Spleen/imagesTr/a_0000.nii.gz", 10)),
                Map.of());

        assertThat(check.mayBeSent()).isFalse();
        assertThat(check.faults()).extracting(Fault::code).containsExactly(FaultCode.DESCRIPTION_MISSING);
        assertThat(check.faults().get(0).mend()).contains("choose the folder Dataset001_Spleen");
    }

    @Test
    void stopsAFolderThatLacksAFile() {
        List<OfferedFile> files = new ArrayList<>(files());
        files.removeIf(file -> file.path().equals("labelsTr/b.nii.gz"));

        OfferedFolder.Check check = check(files, Map.of("dataset.json", DESCRIPTION));

        assertThat(check.mayBeSent()).isFalse();
        assertThat(check.faults()).anySatisfy(fault -> assertThat(fault.file()).contains("labelsTr/b.nii.gz"));
    }

    @Test
    void takesFaultsAsTheExperimentDoes() {
        List<OfferedFile> files = new ArrayList<>(files("experiment.json"));
        files.removeIf(file -> file.path().equals("labelsTr/b.nii.gz"));

        assertThat(check(files, Map.of("dataset.json", DESCRIPTION, "experiment.json", "{\"exclude\": [\"b\"]}"))
                        .mayBeSent())
                .isTrue();
        assertThat(check(files, Map.of("dataset.json", DESCRIPTION, "experiment.json", "{\"faultyCases\": \"skip\"}"))
                        .mayBeSent())
                .isTrue();
    }

    @Test
    void stopsNamesThatNoStoreKeeps() {
        OfferedFolder.Check check = check(
                files("imagesTr/../../other/a_0000.nii.gz", "imagesTr/c|d_0000.nii.gz"),
                Map.of("dataset.json", DESCRIPTION));

        assertThat(check.mayBeSent()).isFalse();
        assertThat(check.faults())
                .filteredOn(fault -> fault.code() == FaultCode.NAME_NOT_SAFE)
                .hasSize(2);
        assertThat(check.files()).hasSize(5);
    }

    @Test
    void stopsADescriptionThatCannotBeRead() {
        assertThat(check(files(), Map.of("dataset.json", "{")).mayBeSent()).isFalse();
        assertThat(check(files(), Map.of()).mayBeSent()).isFalse();
    }

    @Test
    void stopsAFileThatNoStoreTakesInOneRequest() {
        List<OfferedFile> files = files();
        files.set(1, new OfferedFile("imagesTr/a_0000.nii.gz", OfferedFolder.LARGEST_FILE + 1));

        assertThat(check(files, Map.of("dataset.json", DESCRIPTION)).mayBeSent())
                .isFalse();
    }

    @Test
    void tellsWhatTheStoreHoldsAlready() {
        ObjectInfo same = new ObjectInfo("T/dataset.json", 10, "abc", Instant.EPOCH);
        ObjectInfo other = new ObjectInfo("T/imagesTr/z_0000.nii.gz", 3, "def", Instant.EPOCH);

        OfferedFolder.Check check = new OfferedFolder(files(), Map.of("dataset.json", DESCRIPTION))
                .check(Map.of("dataset.json", same, "imagesTr/z_0000.nii.gz", other));

        assertThat(check.there()).containsExactly(new FileThere("dataset.json", 10, "abc"));
        assertThat(check.others()).isEqualTo(1);
        assertThat(check.someOthers()).containsExactly("imagesTr/z_0000.nii.gz");
    }

    @Test
    void refusesWhatIsNoListOfFiles() {
        assertThatThrownBy(() -> check(List.of(new OfferedFile("dataset.json", -1)), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> check(files("dataset.json"), Map.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
