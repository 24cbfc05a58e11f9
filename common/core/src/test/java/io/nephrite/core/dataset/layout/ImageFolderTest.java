package io.nephrite.core.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFolderTest {
    private static final List<String> ONE = List.of("CT");
    private static final List<String> TWO = List.of("T1", "FLAIR");

    @Test
    void takesAFileForEachChannelAndFilesWithAllOfThem() {
        ImageFolder folder =
                folder(TWO, "b.nii.gz", "a_0001.nii.gz", "a_0000.nii.gz", "C_0000.NII.GZ", "C_0001.NII.GZ");

        assertThat(images(folder))
                .containsExactly(
                        Map.entry("C", List.of("C_0000.NII.GZ", "C_0001.NII.GZ")),
                        Map.entry("a", List.of("a_0000.nii.gz", "a_0001.nii.gz")),
                        Map.entry("b", List.of("b.nii.gz")));
        assertThat(folder.faults()).isEmpty();
    }

    @Test
    void keepsTheWholeNameOfACaseThatEndsInANumber() {
        assertThat(images(folder(ONE, "word_0007.nii.gz"))).containsOnlyKeys("word_0007");
        assertThat(images(folder(ONE, "word_0001.nii.gz", "word_0002.nii.gz")))
                .containsOnlyKeys("word_0001", "word_0002");
        assertThat(images(folder(TWO, "word_0007.nii.gz"))).containsOnlyKeys("word_0007");
        assertThat(images(folder(ONE, "word_0001_0000.nii.gz", "word_0002_0000.nii.gz")))
                .containsOnlyKeys("word_0001", "word_0002");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|a_0000.nii.gz|CHANNEL_MISSING",
                "2|a_0001.nii.gz,a_0002.nii.gz|CHANNEL_MISSING CHANNEL_NOT_DECLARED",
                "2|a_0000.nii.gz,a_0001.nii.gz,a_0002.nii.gz|CHANNEL_NOT_DECLARED",
                "1|a_0000.nii.gz,a_0001.nii.gz|CHANNEL_NOT_DECLARED",
                "1|P_0000.nii.gz,P_0003.nii.gz,P_0004.nii.gz|CHANNEL_NOT_DECLARED CHANNEL_NOT_DECLARED",
                "2|a_0000.nii.gz,a_0001.nii|FILE_ENDINGS_DIFFER",
                "1|a_0000.nii.gz,a_0000.nii|FILE_TWICE",
                "1|a.nii.gz,a.nii|FILE_TWICE",
                "1|a.nii.gz,a_0000.nii.gz|FILE_TWICE",
                "1|a\\b.nii.gz|NAME_NOT_SAFE",
            })
    void leavesOutTheCaseThatNobodyCanTell(int channels, String names, String codes) {
        List<String> files = new ArrayList<>(List.of(names.split(",")));
        files.add(channels == 1 ? "sound.nii.gz" : "sound_0000.nii.gz");
        if (channels == 2) {
            files.add("sound_0001.nii.gz");
        }

        ImageFolder folder = folder(channels == 1 ? ONE : TWO, files.toArray(String[]::new));

        assertThat(folder.faults()).extracting(f -> f.code().name()).containsExactly(codes.split(" "));
        assertThat(folder.faults())
                .allMatch(Fault::isError)
                .allMatch(f -> f.file().isPresent());
        assertThat(images(folder)).containsOnlyKeys("sound");
        assertThat(folder.leftOut()).isEqualTo(1);
    }

    @Test
    void takesOneOfTwoNamesThatDifferInCaseAlone() {
        ImageFolder folder = folder(ONE, "a_0000.nii.gz", "A_0000.nii.gz");

        assertThat(images(folder)).containsOnlyKeys("A");
        assertThat(folder.faults()).extracting(Fault::code).containsExactly(FaultCode.CASE_NAMES_DIFFER_IN_CASE);
    }

    @Test
    void namesImagesThatItDoesNotReadAndLeavesTheRestAlone() {
        ImageFolder folder = folder(ONE, "a.nii.gz", "b.dcm", "c.mgz", "dataset.json", "._a.nii.gz", "notes.txt");

        assertThat(folder.faults()).extracting(Fault::code).containsOnly(FaultCode.FORMAT_NOT_READ);
        assertThat(folder.faults()).extracting(f -> f.file().orElseThrow()).containsExactly("b.dcm", "c.mgz");
        assertThat(folder.leftAlone()).containsExactly("._a.nii.gz", "dataset.json", "notes.txt");
        assertThat(images(folder)).containsOnlyKeys("a");
    }

    @Test
    void takesWhatLiesBesideAnImageAndBelongsToIt() {
        ImageFolder folder = folder(ONE, "a_0000.mhd", "a_0000.raw");

        assertThat(folder.faults()).isEmpty();
        assertThat(folder.cases().get(0).companions())
                .extracting(StoredFile::key)
                .containsExactly("a_0000.raw");
    }

    private static Map<String, List<String>> images(ImageFolder folder) {
        Map<String, List<String>> images = new TreeMap<>();
        for (CaseFiles files : folder.cases()) {
            images.put(
                    files.caseId(), files.images().stream().map(StoredFile::key).toList());
        }
        return images;
    }

    private static ImageFolder folder(List<String> channelNames, String... names) {
        return ImageFolder.of(
                Arrays.stream(names).map(n -> new StoredFile(n, 1, "e")).toList(), channelNames);
    }
}
