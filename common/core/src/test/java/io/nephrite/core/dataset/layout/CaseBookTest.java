package io.nephrite.core.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseBookTest {
    private static final String FOLDERS = "{'channel_names': {'0': 'T1', '1': 'T2'}, 'labels': {'background': 0,"
            + " 'tumor': 1}, 'numTraining': 2, 'file_ending': '.nii.gz'}";
    private static final String ONE_CHANNEL = "{'channel_names': {'0': 'CT'}, 'labels': {'background': 0, 'tumor': 1},"
            + " 'numTraining': %d, 'file_ending': '.nii.gz'}";
    private static final String LISTED = "{'modality': {'0': 'T1', '1': 'T2'}, 'labels': {'0': 'background', '1': 'a'},"
            + " 'training': [{'image': './imagesTr/a.nii.gz', 'label': './labelsTr/a.nii.gz'}],"
            + " 'test': ['./imagesTs/t.nii.gz']}";
    private static final String MAPPED = "{'channel_names': {'0': 'T1', '1': 'T2'}, 'labels': {'background': 0,"
            + " 'tumor': 1}, 'numTraining': 1, 'file_ending': '.nii.gz', 'dataset': {'a': {'images':"
            + " ['raw/a-t1.nii.gz', 'raw/a-t2.nii.gz'], 'label': 'raw/a-seg.nii.gz'}}}";
    private static final String KITS = "[{'case_id': 'case_00000'}, {'case_id': 'case_00001'}]";

    @Test
    void namesEveryFileOfAFolderThatIsMissingOrTooMuch() {
        CaseBook book = book(
                FOLDERS,
                "imagesTr/a_0000.nii.gz",
                "labelsTr/a.nii.gz",
                "labelsTr/b.nii.gz",
                "imagesTr/c_0000.nii.gz",
                "imagesTr/c_0001.nii.gz",
                "imagesTr/c_0002.nii.gz",
                "imagesTr/stray.nii.gz");
        assertThat(book.isComplete()).isFalse();
        assertThat(faults(book))
                .containsExactlyInAnyOrder(
                        "CHANNEL_MISSING a imagesTr/a_0001.nii.gz",
                        "LABEL_WITHOUT_IMAGE b imagesTr/b_0000.nii.gz",
                        "IMAGE_WITHOUT_LABEL c labelsTr/c.nii.gz",
                        "CHANNEL_NOT_DECLARED c imagesTr/c_0002.nii.gz",
                        "FILE_NOT_LISTED - imagesTr/stray.nii.gz");
    }

    @Test
    void namesListedFilesThatAreAbsentAndPresentOnesThatAreNotListed() {
        CaseBook book = book(LISTED, "labelsTr/a.nii.gz", "imagesTr/b.nii.gz", "._a.nii.gz", "imagesTr/._a.nii.gz");
        assertThat(book.awaited(9)).containsExactly("imagesTr/a.nii.gz", "imagesTs/t.nii.gz");
        assertThat(faults(book))
                .containsExactlyInAnyOrder(
                        "LABEL_WITHOUT_IMAGE a imagesTr/a.nii.gz",
                        "FILE_MISSING t imagesTs/t.nii.gz",
                        "FILE_NOT_LISTED - imagesTr/b.nii.gz");
    }

    @Test
    void takesAListedNameForOneFileOfAllChannelsOrForOnePerChannel() {
        for (List<String> images : List.of(List.of("imagesTr/a"), List.of("imagesTr/a_0000", "imagesTr/a_0001"))) {
            CaseBook book = book(LISTED, "labelsTr/a.nii.gz", "imagesTs/t.nii.gz");
            images.forEach(i -> put(book, i + ".nii.gz"));
            assertThat(book.isComplete()).isTrue();
            assertThat(book.training().iterator().next().files().orElseThrow().images())
                    .hasSize(images.size());
        }
    }

    @Test
    void takesNoPatientForAChannelOfAnother() {
        String two = LISTED.replace(
                        "/a.nii.gz'}]",
                        "/a_0000.nii.gz'}, {'image': './imagesTr/a_0001.nii.gz',"
                                + " 'label': './labelsTr/a_0001.nii.gz'}]")
                .replace("imagesTr/a.nii", "imagesTr/a_0000.nii");
        for (String ending : List.of(".nii.gz", "_0000.nii.gz _0001.nii.gz")) {
            CaseBook book = book(two, "labelsTr/a_0000.nii.gz", "labelsTr/a_0001.nii.gz", "imagesTs/t.nii.gz");
            for (String id : List.of("a_0000", "a_0001")) {
                Stream.of(ending.split(" ")).forEach(e -> put(book, "imagesTr/" + id + e));
            }
            assertThat(faults(book)).isEmpty();
            assertThat(book.isComplete()).isTrue();
            assertThat(book.training())
                    .allSatisfy(e -> assertThat(e.files().orElseThrow().images())
                            .allMatch(i -> i.key().startsWith("d/imagesTr/" + e.caseId())));
        }
    }

    @Test
    void givesNoImageToACaseWhoseNameAnotherCasesChannelHas() {
        String both = LISTED.replace(
                "'}],", "'}, {'image': './imagesTr/a_0000.nii.gz', 'label':" + " './labelsTr/a_0000.nii.gz'}],");
        CaseBook book = book(
                both.replace(", '1': 'T2'", ""),
                "imagesTr/a_0000.nii.gz",
                "imagesTr/a_0000_0000.nii.gz",
                "imagesTs/t.nii.gz",
                "labelsTr/a.nii.gz",
                "labelsTr/a_0000.nii.gz");
        assertThat(faults(book)).isEmpty();
        assertThat(book.training())
                .extracting(e -> e.files().orElseThrow().images().get(0).key())
                .containsExactly("d/imagesTr/a_0000.nii.gz", "d/imagesTr/a_0000_0000.nii.gz");
    }

    @Test
    void readsTheFilesThatAMapNamesAndTestImagesBeside() {
        CaseBook book = book(MAPPED, "raw/a-t2.nii.gz", "raw/a-seg.nii.gz", "imagesTs/t_0000.nii.gz");
        assertThat(book.awaited(9)).containsExactly("imagesTs/t_0001.nii.gz", "raw/a-t1.nii.gz");
        put(book, "imagesTs/t_0001.nii.gz");
        put(book, "raw/a-t1.nii.gz");
        assertThat(book.isComplete()).isTrue();
        assertThat(book.test()).extracting(CaseEntry::caseId).containsExactly("t");
        assertThat(book.faults()).isEmpty();
    }

    @Test
    void takesWhatLiesBesideAFileForAPartOfItsCase() {
        String one = FOLDERS.replace("'numTraining': 2", "'numTraining': 1").replace(", '1': 'T2'", "");
        CaseBook headers = book(
                one.replace(".nii.gz", ".mhd"),
                "imagesTr/a_0000.raw",
                "imagesTr/a_0000.mhd",
                "labelsTr/a.mhd",
                "labelsTr/a.zraw",
                "labelsTr/b.zraw");
        assertThat(headers.training().get(0).files().orElseThrow().companions())
                .extracting(StoredFile::key)
                .containsExactlyInAnyOrder("d/imagesTr/a_0000.raw", "d/labelsTr/a.zraw");
        assertThat(faults(headers)).containsExactly("FILE_NOT_LISTED - labelsTr/b.zraw");
        CaseBook stacks = book(
                one.replace(".nii.gz", ".tif"),
                "imagesTr/a_0000.tif",
                "imagesTr/a.json",
                "labelsTr/a.json",
                "labelsTr/a.tif");
        assertThat(stacks.training().get(0).files().orElseThrow().companions()).hasSize(2);
        assertThat(faults(stacks)).isEmpty();
    }

    @Test
    void takesTheColoursOfOnePictureForItsChannels() {
        String rgb = FOLDERS.replace("'numTraining': 2", "'numTraining': 1")
                .replace("'1': 'T2'", "'1': 'G', '2': 'B'")
                .replace(".nii.gz", ".png");
        CaseBook one = book(rgb, "imagesTr/a_0000.png", "labelsTr/a.png");
        assertThat(faults(one)).isEmpty();
        assertThat(one.training().get(0).files().orElseThrow().images()).hasSize(1);
        assertThat(faults(book(rgb, "imagesTr/a_0000.png", "imagesTr/a_0001.png", "labelsTr/a.png")))
                .containsExactly("CHANNEL_MISSING a imagesTr/a_0002.png");
        assertThat(faults(book(rgb.replace(", '2': 'B'", ""), "imagesTr/a_0000.png", "labelsTr/a.png")))
                .containsExactly("CHANNEL_MISSING a imagesTr/a_0001.png");
    }

    @Test
    void namesACaseAnewWhenAFileBesideComesOrGoes() {
        String one = FOLDERS.replace("'numTraining': 2", "'numTraining': 1").replace(", '1': 'T2'", "");
        CaseBook book = book(one.replace(".nii.gz", ".nhdr"), "imagesTr/a_0000.nhdr", "labelsTr/a.nhdr");
        String without = book.training().get(0).files().orElseThrow().contentId();
        assertThat(book.put("imagesTr/a_0000.raw", new StoredFile("d/imagesTr/a_0000.raw", 1, "e")))
                .map(CaseEntry::caseId)
                .contains("a");
        assertThat(book.training().get(0).files().orElseThrow().contentId()).isNotEqualTo(without);
        book.remove("imagesTr/a_0000.raw");
        assertThat(book.training().get(0).files().orElseThrow().contentId()).isEqualTo(without);
    }

    @Test
    void refusesACaseThatIsForTrainingAndForTest() {
        CaseBook book = book(
                FOLDERS.replace("'numTraining': 2", "'numTraining': 1").replace(", '1': 'T2'", ""),
                "imagesTr/a_0000.nii.gz",
                "labelsTr/a.nii.gz",
                "imagesTs/a_0000.nii.gz");
        assertThat(faults(book)).containsExactly("CASE_LISTED_TWICE a -");
    }

    @Test
    void saysWhereThereIsNothingToTrainWith() {
        assertThat(faults(book(FOLDERS.replace("'numTraining': 2", "'numTraining': 1"))))
                .containsExactlyInAnyOrder("COUNT_DIFFERS - dataset.json", "NO_TRAINING_CASES - -");
    }

    @Test
    void awaitsTheCasesThatKitsJsonNames() {
        CaseBook book = book(KITS, "data/case_00000/imaging.nii.gz", "data/case_00000/segmentation.nii.gz");
        assertThat(book.isComplete()).isFalse();
        assertThat(book.awaited(9)).containsExactly("data/case_00001/imaging.nii.gz");
        put(book, "data/case_00001/segmentation.nii.gz");
        assertThat(book.isComplete()).as("a segmentation without its image").isFalse();
        put(book, "data/case_00001/imaging.nii.gz");
        assertThat(book.isComplete()).isTrue();
        assertThat(book.trainingCases()).isEqualTo(2);
        book.remove("data/case_00001/segmentation.nii.gz");
        assertThat(book.test())
                .as("a case without segmentation is for test")
                .extracting(CaseEntry::caseId)
                .containsExactly("case_00001");
        assertThat(book.awaited(9))
                .as("but one of the challenge's training cases may still get it")
                .containsExactly("data/case_00001/segmentation.nii.gz");
        assertThat(faults(book)).containsExactly("IMAGE_WITHOUT_LABEL case_00001 data/case_00001/segmentation.nii.gz");
        assertThat(book.test().get(0).files()).isPresent();
        book.remove("data/case_00001/imaging.nii.gz");
        assertThat(book.isComplete()).isFalse();
        assertThat(book.faults()).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo(FaultCode.FILE_MISSING);
            assertThat(f.severity()).isEqualTo(Severity.WARNING);
            assertThat(f.caseId()).contains("case_00001");
        });
    }

    @Test
    void readsACheckoutWhateverItsDepth() {
        CaseBook book = book(
                "[{'case_id': 'case_00000'}, {'case_id': 'case_00210'}]",
                "case_00000/imaging.nii.gz",
                "case_00000/segmentation.nii.gz",
                "case_00210/imaging.nii.gz");
        assertThat(book.isComplete()).isTrue();
        assertThat(book.trainingCases()).isEqualTo(1);
        assertThat(book.test()).hasSize(1);
        book.remove("case_00000/segmentation.nii.gz");
        assertThat(book.awaited(9)).containsExactly("case_00000/segmentation.nii.gz");
    }

    @Test
    void usesNoCaseThatKitsJsonDoesNotName() {
        CaseBook book = book(
                "[{'case_id': 'case_00000'}]",
                "data/case_00000/imaging.nii.gz",
                "data/case_00000/segmentation.nii.gz",
                "data/case_00001/imaging.nii.gz",
                "data/case_00001/segmentation.nii.gz");
        assertThat(book.entries()).extracting(CaseEntry::caseId).containsExactly("case_00000");
        assertThat(faults(book))
                .containsExactly(
                        "FILE_NOT_LISTED - data/case_00001/imaging.nii.gz",
                        "FILE_NOT_LISTED - data/case_00001/segmentation.nii.gz");
    }

    @Test
    void readsEndingsInUpperCaseInEveryLayout() {
        CaseBook folder = book(
                ONE_CHANNEL.formatted(2),
                "imagesTr/a_0000.NII.GZ",
                "labelsTr/a.nii.GZ",
                "imagesTr/b_0000.nii.gz",
                "labelsTr/b.Nii.Gz");
        CaseBook listed = book(
                LISTED, "imagesTr/a.NII.GZ", "labelsTr/a.nii.Gz", "imagesTs/t_0000.NII.GZ", "imagesTs/t_0001.nii.gz");
        CaseBook kits = book(
                "[{'case_id': 'case_00000'}]", "data/case_00000/imaging.NII.GZ", "data/case_00000/segmentation.nii.GZ");
        for (CaseBook book : List.of(folder, listed, kits)) {
            assertThat(faults(book)).isEmpty();
            assertThat(book.isComplete()).isTrue();
        }
    }

    @Test
    void namesTwoFilesThatAreTheSamePartOfACase() {
        CaseBook book =
                book(ONE_CHANNEL.formatted(1), "imagesTr/a_0000.nii.gz", "imagesTr/a_0000.NII.GZ", "labelsTr/a.nii.gz");
        assertThat(book.faults()).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo(FaultCode.FILE_TWICE);
            assertThat(f.isError()).isTrue();
            assertThat(f.seen()).contains("imagesTr/a_0000.nii.gz", "imagesTr/a_0000.NII.GZ");
        });
        CaseBook whole =
                book(LISTED, "imagesTr/a.nii.gz", "imagesTr/a_0000.nii.gz", "labelsTr/a.nii.gz", "imagesTs/t.nii.gz");
        assertThat(faults(whole)).containsExactly("FILE_NOT_LISTED a imagesTr/a_0000.nii.gz");
    }

    @ParameterizedTest
    @CsvSource({
        "imagesTr/word.001.0000.nii.gz, imagesTr/word.001_0000.nii.gz",
        "imagesTr/a.nii.gz, imagesTr/a_0000.nii.gz",
        "imagesTr/a_0000.nii, imagesTr/a_0000.nii.gz",
        "imagesTr/a_0000.mha, imagesTr/a_0000.nii.gz",
        "labelsTr/a.nrrd, labelsTr/a.nii.gz",
        "imagestr/a_0000.nii.gz, imagesTr/a_0000.nii.gz",
        "ImagesTr/a_0000.nii.gz, imagesTr/a_0000.nii.gz",
        "labelTr/a.nii.gz, labelsTr/a.nii.gz",
        "imagesTr/part1/a_0000.nii.gz, imagesTr/a_0000.nii.gz",
        "Task/imagesTr/a_0000.nii.gz, imagesTr/a_0000.nii.gz",
        "elsewhere/a_0000.nii.gz, imagesTr/<case>_0000.nii.gz"
    })
    void saysUnderWhichNameAnImageWouldBeUsed(String path, String expected) {
        CaseBook book = book(ONE_CHANNEL.formatted(1), path);
        assertThat(book.faults())
                .filteredOn(f -> f.file().equals(Optional.of(path)))
                .singleElement()
                .satisfies(f -> assertThat(f.expected()).contains(expected));
    }

    @Test
    void leavesTheLabelsOfTestImagesAlone() {
        CaseBook book =
                book(ONE_CHANNEL.formatted(1), "imagesTr/a_0000.nii.gz", "labelsTr/a.nii.gz", "labelsTs/t.nii.gz");
        assertThat(faults(book)).isEmpty();
        assertThat(book.strays()).containsExactly("labelsTs/t.nii.gz");
    }

    @Test
    void countsNoLabelWithoutAnImageAmongTheTrainingCases() {
        for (int numTraining = 1; numTraining <= 3; numTraining++) {
            CaseBook book = book(
                    ONE_CHANNEL.formatted(numTraining),
                    "imagesTr/a_0000.nii.gz",
                    "labelsTr/a.nii.gz",
                    "labelsTr/orphan.nii.gz");
            List<String> orphan = List.of("LABEL_WITHOUT_IMAGE orphan imagesTr/orphan_0000.nii.gz");
            assertThat(faults(book))
                    .as("of %d", numTraining)
                    .isEqualTo(numTraining <= 2 ? orphan : List.of(orphan.get(0), "COUNT_DIFFERS - dataset.json"));
        }
    }

    @Test
    void waitsForNothingOfACaseWhoseNameCannotBeUsed() {
        CaseBook book = book(
                ONE_CHANNEL.formatted(2), "imagesTr/a_0000.nii.gz", "labelsTr/a.nii.gz", "imagesTr/<b>_0000.nii.gz");
        assertThat(book.awaited(9)).isEmpty();
        assertThat(book.isComplete()).isTrue();
        assertThat(faults(book)).contains("NAME_NOT_SAFE <b> -");
    }

    @Test
    void countsAnExcludedCaseThatIsNotThereOnlyWhereOneIsMissing() {
        for (int numTraining = 1; numTraining <= 4; numTraining++) {
            CaseBook book = book(
                    ONE_CHANNEL.formatted(numTraining),
                    Set.of("b", "x"),
                    "imagesTr/a_0000.nii.gz",
                    "imagesTr/b_0000.nii.gz",
                    "labelsTr/a.nii.gz");
            boolean isRight = numTraining == 2 || numTraining == 3;
            assertThat(book.isComplete()).as("of %d", numTraining).isEqualTo(numTraining <= 3);
            assertThat(faults(book))
                    .as("of %d", numTraining)
                    .isEqualTo(isRight ? List.of() : List.of("COUNT_DIFFERS - dataset.json"));
            assertThat(book.excluded()).containsExactly("b");
        }
    }

    @Test
    void comparesNoNameWithThatOfAnExcludedCase() {
        CaseBook book = book(
                ONE_CHANNEL.formatted(2),
                Set.of("A"),
                "imagesTr/A_0000.nii.gz",
                "labelsTr/A.nii.gz",
                "imagesTr/a_0000.nii.gz",
                "labelsTr/a.nii.gz");
        assertThat(faults(book)).isEmpty();
        assertThat(book.entries()).extracting(CaseEntry::caseId).containsExactly("a");
    }

    @Test
    void missesNoExcludedCaseOfACheckout() {
        CaseBook book = book(
                KITS, Set.of("case_00001"), "data/case_00000/imaging.nii.gz", "data/case_00000/segmentation.nii.gz");
        assertThat(book.isComplete()).isTrue();
        assertThat(faults(book)).isEmpty();
        assertThat(book.excluded()).containsExactly("case_00001");
    }

    private static List<String> faults(CaseBook book) {
        return book.faults().stream()
                .map(f ->
                        f.code() + " " + f.caseId().orElse("-") + " " + f.file().orElse("-"))
                .toList();
    }

    private static CaseBook book(String json, String... paths) {
        return book(json, Set.of(), paths);
    }

    private static CaseBook book(String json, Set<String> excluded, String... paths) {
        byte[] document = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Description description =
                json.startsWith("[") ? DescriptionReader.kits19(document) : DescriptionReader.dataset(document);
        assertThat(description.faults()).isEmpty();
        CaseBook book = new CaseBook(description, excluded, true);
        for (String path : paths) {
            put(book, path);
        }
        return book;
    }

    private static void put(CaseBook book, String path) {
        book.put(path, new StoredFile("d/" + path, 10, "e"));
    }
}
