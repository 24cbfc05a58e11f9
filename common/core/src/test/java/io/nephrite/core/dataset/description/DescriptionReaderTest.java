package io.nephrite.core.dataset.description;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.DatasetLayout;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.ImageReaderName;
import io.nephrite.core.dataset.Label;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DescriptionReaderTest {
    private static final String V2 =
            "{'channel_names': {'0': 'CT'}, 'labels': {'background': 0, 'kidney': 1, 'tumor': 2},"
                    + " 'numTraining': 2, 'file_ending': '.nii.gz'}";
    private static final String V1 = "{'modality': {'0': 'CT'}, 'labels': {'0': 'background', '1': 'Kidney'},"
            + " 'numTraining': 2, 'training': [{'image': './imagesTr/a.nii.gz', 'label': './labelsTr/a.nii.gz'},"
            + " {'image': './imagesTr/b.nii.gz', 'label': './labelsTr/b.nii.gz'}], 'test': ['./imagesTs/t.nii.gz']}";

    /** The JSON parser takes the second name for the first, once it has seen the first. */
    @Test
    void refusesAFieldNameThatIsNoUtf8LikeOneThatWasReadBefore() {
        String named = V2.replace("'numTraining'", "'imags': 1, 'numTraining'").replace('\'', '"');
        assertThat(DescriptionReader.dataset(named.getBytes(ISO_8859_1)).isCheckable())
                .isTrue();

        Description description = DescriptionReader.dataset(
                named.replace("\"imags\"", "\n\"imag\u00ffs\"").getBytes(ISO_8859_1));

        assertThat(description.faults())
                .singleElement()
                .matches(f -> f.code() == FaultCode.JSON_MALFORMED)
                .extracting(Fault::seen)
                .isEqualTo("line 2: bytes that are no UTF-8");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                fault("empty file", "", FaultCode.JSON_MALFORMED, ""),
                fault("not JSON", "hello", FaultCode.JSON_MALFORMED, "line 1"),
                fault("cut", V2.substring(0, 60), FaultCode.JSON_MALFORMED, "line 1"),
                fault(
                        "field twice",
                        V2.replace("'numTraining': 2", "'numTraining': 2, 'numTraining': 2"),
                        FaultCode.JSON_MALFORMED,
                        "numTraining"),
                fault("text after the end", V2 + "x", FaultCode.JSON_MALFORMED, "line 1"),
                fault("a list", "[]", FaultCode.SCHEMA_VIOLATION, "[]"),
                fault("neither layout", "{'labels': {}}", FaultCode.LAYOUT_UNKNOWN, "channel_names"),
                fault(
                        "v1 labels in v2",
                        V2.replace("'background': 0, 'kidney': 1, 'tumor': 2", "'0': 'background', '1': 'kidney'"),
                        FaultCode.LAYOUT_MIXED,
                        "/labels"),
                fault(
                        "v2 labels in v1",
                        V1.replace("'0': 'background', '1': 'Kidney'", "'background': 0, 'Kidney': 1"),
                        FaultCode.LAYOUT_MIXED,
                        "/labels"),
                fault(
                        "numTraining as text",
                        V2.replace("'numTraining': 2", "'numTraining': '2'"),
                        FaultCode.SCHEMA_VIOLATION,
                        "/numTraining"),
                fault("no file_ending", V2.replace(", 'file_ending': '.nii.gz'", ""), FaultCode.SCHEMA_VIOLATION, ""),
                fault(
                        "other file ending",
                        V2.replace(".nii.gz", ".gipl"),
                        FaultCode.FILE_ENDING_NOT_SUPPORTED,
                        "/file_ending"),
                fault(
                        "gap in labels",
                        V2.replace("'tumor': 2", "'tumor': 3"),
                        FaultCode.LABELS_NOT_CONSECUTIVE,
                        "/labels"),
                fault("no background", V2.replace("'background': 0, ", ""), FaultCode.BACKGROUND_MISSING, "/labels"),
                fault(
                        "background not 0",
                        V2.replace("'background': 0, 'kidney': 1", "'background': 1, 'kidney': 0"),
                        FaultCode.BACKGROUND_MISSING,
                        "/labels"),
                fault("value twice", V2.replace("'tumor': 2", "'tumor': 1"), FaultCode.LABEL_DECLARED_TWICE, "/labels"),
                fault(
                        "name twice",
                        V1.replace("'1': 'Kidney'", "'1': 'Kidney', '2': 'Kidney'"),
                        FaultCode.LABEL_DECLARED_TWICE,
                        "/labels"),
                fault(
                        "negative label",
                        V2.replace("'tumor': 2", "'tumor': -2"),
                        FaultCode.SCHEMA_VIOLATION,
                        "/labels/tumor"),
                fault(
                        "label beyond two bytes",
                        V2.replace("'tumor': 2", "'tumor': 40000"),
                        FaultCode.LABEL_OUT_OF_RANGE,
                        "/labels"),
                fault(
                        "a reader that turns the volumes",
                        V2.replace(
                                "'numTraining'",
                                "'overwrite_image_reader_writer': 'NibabelIOWithReorient', 'numTraining'"),
                        FaultCode.SCHEMA_VIOLATION,
                        "/overwrite_image_reader_writer"),
                fault(
                        "regions without order",
                        V2.replace("'tumor': 2", "'tumor': [1, 2]"),
                        FaultCode.REGIONS_WITHOUT_ORDER,
                        "/regions_class_order"),
                fault(
                        "region exported as a value that is no label",
                        V2.replace("'tumor': 2", "'tumor': [1, 2]")
                                .replace("'numTraining'", "'regions_class_order': [1, 3], 'numTraining'"),
                        FaultCode.REGION_EXPORTED_AS_UNDECLARED,
                        "/regions_class_order"),
                fault(
                        "ignore not last",
                        V2.replace("'kidney': 1", "'ignore': 1"),
                        FaultCode.IGNORE_NOT_LAST,
                        "/labels/ignore"),
                fault(
                        "several values to ignore",
                        V2.replace("'tumor': 2", "'tumor': 2, 'ignore': [3, 4]")
                                .replace("'numTraining'", "'regions_class_order': [1, 2], 'numTraining'"),
                        FaultCode.IGNORE_NOT_LAST,
                        "/labels/ignore"),
                fault(
                        "gap in channels",
                        V2.replace("'0': 'CT'", "'1': 'CT'"),
                        FaultCode.CHANNELS_NOT_CONSECUTIVE,
                        "/channel_names"),
                fault(
                        "numTraining against list",
                        V1.replace("'numTraining': 2", "'numTraining': 3"),
                        FaultCode.COUNT_DIFFERS,
                        "/numTraining"),
                fault("case twice", V1.replace("b.nii.gz", "a.nii.gz"), FaultCode.CASE_LISTED_TWICE, "a"),
                fault("case in training and test", V1.replace("/t.nii", "/a.nii"), FaultCode.CASE_LISTED_TWICE, "a"),
                fault(
                        "names differ in case",
                        V1.replace("b.nii.gz", "A.nii.gz"),
                        FaultCode.CASE_NAMES_DIFFER_IN_CASE,
                        "A"),
                fault(
                        "path out of the folder",
                        V1.replace("./imagesTr/b", "../../etc/b"),
                        FaultCode.NAME_NOT_SAFE,
                        "/training/1/image"),
                fault(
                        "absolute path",
                        V1.replace("./imagesTr/b", "/imagesTr/b"),
                        FaultCode.NAME_NOT_SAFE,
                        "/training/1/image"),
                fault(
                        "control character",
                        V1.replace("./imagesTr/b", "./imagesTr/b\\u0007"),
                        FaultCode.NAME_NOT_SAFE,
                        "/training/1/image"),
                fault(
                        "endless name",
                        V1.replace("./imagesTr/b", "./imagesTr/" + "b".repeat(500)),
                        FaultCode.NAME_NOT_SAFE,
                        "/training/1/image"),
                fault(
                        "too few images",
                        mapped("'imagesTr/a_0000.nii.gz'")
                                .replace("'0': 'CT'", "'0': 'CT', '1': 'PET', '2': 'MRI'")
                                .replace("['imagesTr/a_0000.nii.gz']", "['imagesTr/a.nii.gz', 'imagesTr/b.nii.gz']"),
                        FaultCode.CHANNEL_COUNT_DIFFERS,
                        "/dataset/a/images"),
                fault(
                        "too many images",
                        mapped("'imagesTr/a_0000.nii.gz', 'imagesTr/a_0001.nii.gz'"),
                        FaultCode.CHANNEL_COUNT_DIFFERS,
                        "/dataset/a/images"),
                fault(
                        "image as label",
                        mapped("'labelsTr/a.nii.gz'"),
                        FaultCode.FILE_LISTED_TWICE,
                        "labelsTr/a.nii.gz"),
                fault(
                        "label of two cases",
                        V1.replace("labelsTr/b", "labelsTr/a"),
                        FaultCode.FILE_LISTED_TWICE,
                        "labelsTr/a.nii.gz for a and b"),
                fault("10 MB of nesting", "[".repeat(10_000_000), FaultCode.JSON_TOO_DEEP, ""),
                fault(
                        "10 MB of empty lists",
                        "[" + "[],".repeat(3_400_000) + "[]]",
                        FaultCode.DESCRIPTION_TOO_LARGE,
                        "3000000"),
                fault(
                        "a million wrong cases",
                        V1.replace("'training': [", "'training': [" + "1,".repeat(1_000_000)),
                        FaultCode.SCHEMA_VIOLATION,
                        "/training/0"),
                fault("deeply nested", "{'a':".repeat(100_000), FaultCode.JSON_TOO_DEEP, ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void namesTheFaultAndItsPlace(String name, String json, FaultCode expected, String place) {
        Description description = DescriptionReader.dataset(bytes(json));
        assertThat(description.isUsable())
                .isEqualTo(
                        description.faults().stream().allMatch(f -> f.caseId().isPresent()));
        assertThat(description.faults()).as(name + " " + description.faults()).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo(expected);
            assertThat(f.isError()).isTrue();
            assertThat(f.seen()).contains(place);
            assertThat(f.file()).contains("dataset.json");
        });
    }

    static Stream<Arguments> besideCases() {
        return Stream.of(
                Arguments.of(FaultCode.COUNT_DIFFERS, V1.replace("'numTraining': 2", "'numTraining': 3")),
                Arguments.of(FaultCode.LABELS_NOT_CONSECUTIVE, V2.replace("'tumor': 2", "'tumor': 3")),
                Arguments.of(FaultCode.LABEL_OUT_OF_RANGE, V2.replace("'tumor': 2", "'tumor': 40000")),
                Arguments.of(FaultCode.REGIONS_WITHOUT_ORDER, V2.replace("'tumor': 2", "'tumor': [1, 2]")),
                Arguments.of(FaultCode.IGNORE_NOT_LAST, V2.replace("'kidney': 1", "'ignore': 1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("besideCases")
    void keepsNobodyFromCheckingTheCasesThoughTheyCannotBeUsed(FaultCode code, String json) {
        Description d = DescriptionReader.dataset(bytes(json));
        assertThat(d.faults()).extracting(Fault::code).contains(code);
        assertThat(d.isCheckable()).isTrue();
        assertThat(d.isUsable()).isFalse();
    }

    @Test
    void checksNoCaseWhereLabelsOrChannelsAreNotKnown() {
        for (String json : List.of(
                V2.substring(0, 60),
                V2.replace("'tumor': 2", "'tumor': 1"),
                V2.replace("'background': 0, ", ""),
                V2.replace("'0': 'CT'", "'1': 'CT'"),
                V2.replace(".nii.gz", ".gipl"))) {
            assertThat(DescriptionReader.dataset(bytes(json)).isCheckable())
                    .as(json)
                    .isFalse();
        }
    }

    @Test
    void namesEveryWrongValueOnceAndInItsOwnWords() {
        String json = V2.replace("'background': 0, 'kidney': 1", "'background': '0', 'kidney': [1, 'x']")
                .replace("'numTraining': 2", "'numTraining': '2'")
                .replace("{'0': 'CT'}", "['CT']");
        assertThat(DescriptionReader.dataset(bytes(json)).faults())
                .extracting(f -> f.pointer().orElse("-") + " " + f.expected())
                .containsExactly(
                        "/channel_names an object such as {\"0\": \"CT\"}",
                        "/labels/background an integer from 0 to 1000000, without quotes",
                        "/labels/kidney/1 an integer from 0 to 1000000",
                        "/numTraining an integer from 1 to 10000000, without quotes");
    }

    @Test
    void saysHowAPathIsToBeWritten() {
        for (String path : List.of("C:\\\\data\\\\imagesTr\\\\b", "/home/me/imagesTr/b", "..\\\\imagesTr\\\\b")) {
            assertThat(DescriptionReader.dataset(bytes(V1.replace("./imagesTr/b", path)))
                            .faults())
                    .singleElement()
                    .satisfies(f -> assertThat(f.mend()).contains("such as \"imagesTr/b.nii.gz\""))
                    .satisfies(f -> assertThat(f.caseId()).contains("b"));
        }
    }

    @Test
    void refusesAMappedFileOfAFormatThatNothingReads() {
        assertThat(DescriptionReader.dataset(bytes(mapped("'raw/a.mgz'"))).faults())
                .singleElement()
                .satisfies(f -> assertThat(f.code()).isEqualTo(FaultCode.FILE_ENDING_NOT_SUPPORTED))
                .satisfies(f -> assertThat(f.caseId()).contains("a"));
    }

    @Test
    void readsWhatIsSaidOfEveryCaseThoughNoneIsNamed() {
        Description d = DescriptionReader.withoutCases(
                bytes("{'modality': {'0': 'CT'}, 'labels': {'0': 'background', '1': 'a'}}"));
        assertThat(d.faults()).isEmpty();
        assertThat(d.labels().foreground()).containsExactly(1);
    }

    @Test
    void takesAnUnsafePathForAFaultOfItsCase() {
        for (String path : List.of("./imagesTr/b", "./labelsTr/b", "./imagesTs/t")) {
            Description d = DescriptionReader.dataset(bytes(V1.replace(path, "../.." + path.substring(1))));
            String wrong = path.substring(path.length() - 1);
            assertThat(d.isUsable()).isTrue();
            assertThat(Stream.concat(d.training().stream(), d.test().stream()))
                    .extracting(Description.ListedCase::caseId)
                    .hasSize(2)
                    .doesNotContain(wrong);
            assertThat(d.faults())
                    .extracting(f -> f.code() + " " + f.caseId().orElse("-"))
                    .containsExactly("NAME_NOT_SAFE " + wrong);
        }
    }

    static Stream<Arguments> brokenCheckouts() {
        return Stream.of(
                fault("empty file", "", FaultCode.JSON_MALFORMED, ""),
                fault("cut", "[{'case_id': 'case_0", FaultCode.JSON_MALFORMED, "line 1"),
                fault("an object", "{'case_id': 'case_00000'}", FaultCode.SCHEMA_VIOLATION, "case_00000"),
                fault("case without name", "[{'age': 5}]", FaultCode.SCHEMA_VIOLATION, "/0"),
                fault("number for a name", "[{'case_id': 5}]", FaultCode.SCHEMA_VIOLATION, "/0/case_id"),
                fault("path for a name", "[{'case_id': '../case_00000'}]", FaultCode.NAME_NOT_SAFE, "/0/case_id"),
                fault(
                        "case twice",
                        "[{'case_id': 'case_00000'}, {'case_id': 'case_00000'}]",
                        FaultCode.CASE_LISTED_TWICE,
                        "case_00000"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenCheckouts")
    void namesTheFaultsOfKitsJson(String name, String json, FaultCode expected, String place) {
        assertThat(DescriptionReader.kits19(bytes(json)).faults()).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo(expected);
            assertThat(f.seen()).contains(place);
            assertThat(f.file()).contains("kits.json");
        });
    }

    @Test
    void readsKitsJson() {
        Description d = DescriptionReader.kits19(bytes("[{'case_id': 'case_00001', 'age_at_nephrectomy': 49},"
                + " {'case_id': 'case_00000', 'comorbidities': {'diabetes': false}}]"));
        assertThat(d.faults()).isEmpty();
        assertThat(d.layout()).isEqualTo(DatasetLayout.KITS19);
        assertThat(d.labels().labels()).extracting(Label::name).containsExactly("background", "Kidney", "Tumor");
        assertThat(d.channelNames()).containsExactly("CT");
        assertThat(d.training()).extracting(Description.ListedCase::caseId).containsExactly("case_00001", "case_00000");
    }

    @Test
    void looksAtTheOtherCasesWhereOneIsWrong() {
        Description d = DescriptionReader.dataset(bytes(V1.replace("labelsTr/b", "labelsTr/a")));
        assertThat(d.isUsable()).isTrue();
        assertThat(d.training()).extracting(Description.ListedCase::caseId).containsExactly("a");
        assertThat(d.faults())
                .singleElement()
                .satisfies(f -> assertThat(f.caseId()).contains("b"));
    }

    @Test
    void readsNnunetV2() {
        Description d = DescriptionReader.dataset(bytes(V2));
        assertThat(d.faults()).isEmpty();
        assertThat(d.layout()).isEqualTo(DatasetLayout.NNUNET_V2);
        assertThat(d.labels().foreground()).containsExactly(1, 2);
        assertThat(d.labels().labelCount()).isEqualTo(3);
        assertThat(d.channelNames()).containsExactly("CT");
    }

    @Test
    void readsEveryEndingAndKeepsTheReaderOnlyWhereTheEndingLeavesAChoice() {
        for (String ending : List.of(".nii", ".nrrd", ".nhdr", ".mha", ".mhd", ".png", ".bmp", ".tif", ".tiff")) {
            Description d = DescriptionReader.dataset(bytes(V2.replace(".nii.gz", ending)));
            assertThat(d.faults()).as(ending).isEmpty();
            assertThat(d.fileEnding()).isEqualTo(ending);
            assertThat(d.reader())
                    .as(ending)
                    .isEqualTo(ending.equals(".tiff") ? Optional.of(ImageReaderName.TIFF_3D) : Optional.empty());
        }
        assertThat(reader(".tif", "NaturalImage2DIO").reader()).contains(ImageReaderName.NATURAL_IMAGE_2D);
        assertThat(reader(".tif", "None").reader()).isEmpty();
        assertThat(reader(".nrrd", "SimpleITKIO").declaration())
                .isEqualTo(reader(".nii.gz", "NibabelIO").declaration());
        assertThat(reader(".png", "SimpleITKIO").faults())
                .singleElement()
                .satisfies(f -> assertThat(f.sentence())
                        .contains("READER_NOT_SUPPORTED", "/overwrite_image_reader_writer", "NaturalImage2DIO"));
    }

    private static Description reader(String ending, String name) {
        return DescriptionReader.dataset(bytes(V2.replace(".nii.gz", ending)
                .replace("'numTraining'", "'overwrite_image_reader_writer': '" + name + "', 'numTraining'")));
    }

    @Test
    void readsTheGroupOfACase() {
        String group = "'group': {'a': 'patient 1', 'b': 'patient 1'}, 'numTraining'";
        for (String json : List.of(V2, V1)) {
            Description d = DescriptionReader.dataset(bytes(json.replace("'numTraining'", group)));
            assertThat(d.faults()).isEmpty();
            assertThat(d.groups()).isEqualTo(Map.of("a", "patient 1", "b", "patient 1"));
        }
        assertThat(DescriptionReader.dataset(bytes(V2.replace("'numTraining'", "'group': {'a': 1}, 'numTraining'")))
                        .faults())
                .singleElement()
                .satisfies(f -> assertThat(f.code()).isEqualTo(FaultCode.SCHEMA_VIOLATION))
                .satisfies(f -> assertThat(f.seen()).contains("/group/a"));
    }

    @Test
    void readsNnunetV1AndTheDecathlon() {
        Description d = DescriptionReader.dataset(bytes(V1));
        assertThat(d.faults()).isEmpty();
        assertThat(d.training()).extracting(Description.ListedCase::caseId).containsExactly("a", "b");
        assertThat(d.test()).extracting(Description.ListedCase::caseId).containsExactly("t");
        assertThat(d.labels().nameOf(1)).isEqualTo("Kidney");
    }

    static Stream<Arguments> listedNames() {
        return Stream.of(
                Arguments.of("without channel", 2, "a b", "a b", "t", "a b t"),
                Arguments.of("with the first channel", 2, "a_0000 b_0000", "a b", "t_0000", "a b t"),
                Arguments.of("ids that end in a channel", 2, "p_0001 p_0002", "p_0001 p_0002", "t", "p_0001 p_0002 t"),
                Arguments.of("of one channel", 1, "p_0000 p_0001", "p_0000 p_0001", "p_0002", "p_0000 p_0001 p_0002"),
                Arguments.of("that collapsed", 4, "p_0000 p_0001", "p_0000 p_0001", "p_0003", "p_0000 p_0001 p_0003"),
                Arguments.of(
                        "ids that end in a channel, with the first channel",
                        1,
                        "p_0000_0000 p_0001_0000",
                        "p_0000 p_0001",
                        "p_0002_0000",
                        "p_0000 p_0001 p_0002"),
                Arguments.of("both ways", 2, "a_0000 p_0001", "a p_0001", "p_0000", "a p_0001 p_0000"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("listedNames")
    void keepsIdsThatEndInFourDigits(
            String name, int channels, String images, String labels, String test, String expected) {
        List<String> image = List.of(images.split(" "));
        List<String> label = List.of(labels.split(" "));
        String training = IntStream.range(0, image.size())
                .mapToObj(i -> "{'image': './imagesTr/%s.nii.gz', 'label': './labelsTr/%s.nii.gz'}"
                        .formatted(image.get(i), label.get(i)))
                .collect(Collectors.joining(","));
        String modality = IntStream.range(0, channels)
                .mapToObj(c -> "'%d': 'T%d'".formatted(c, c))
                .collect(Collectors.joining(","));
        Description d = DescriptionReader.dataset(
                bytes("{'modality': {%s}, 'labels': {'0': 'background', '1': 'a'}, 'training': [%s],"
                                .formatted(modality, training)
                        + " 'test': ['./imagesTs/%s.nii.gz']}".formatted(test)));
        assertThat(d.faults()).isEmpty();
        assertThat(Stream.concat(d.training().stream(), d.test().stream()).map(Description.ListedCase::caseId))
                .containsExactly(expected.split(" "));
    }

    @Test
    void refusesOneListedImageOfAnotherFormatAndNotTheOthers() {
        Description d = DescriptionReader.dataset(bytes(V1.replace("imagesTr/b.nii.gz", "imagesTr/b.mha")));
        assertThat(d.isUsable()).isTrue();
        assertThat(d.fileEnding()).isEqualTo(".nii.gz");
        assertThat(d.training()).extracting(Description.ListedCase::caseId).containsExactly("a");
        assertThat(d.faults()).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo(FaultCode.FILE_ENDING_NOT_SUPPORTED);
            assertThat(f.seen()).contains("/training/1/image", "imagesTr/b.mha");
        });
        Description none = DescriptionReader.dataset(bytes(V1.replace(".nii.gz", ".mha")));
        assertThat(none.isUsable()).isFalse();
    }

    @Test
    void takesRegionsAndAnIgnoreLabel() {
        Description d = DescriptionReader.dataset(
                bytes(V2.replace("'kidney': 1, 'tumor': 2", "'kidney': [1, 2], 'tumor': 2, 'ignore': 3")
                        .replace("'numTraining'", "'regions_class_order': [1, 2], 'numTraining'")));
        assertThat(d.faults()).isEmpty();
        assertThat(d.labels().classes()).containsExactly(List.of(1, 2), List.of(2));
        assertThat(d.labels().regionsClassOrder()).containsExactly(1, 2);
        assertThat(d.labels().hasRegions()).isTrue();
        assertThat(d.labels().ignore()).contains(3);
    }

    @Test
    void saysLineAndColumn() {
        String json = V2.replace("'numTraining'", "\n  'numTraining'").replace("'numTraining': 2", "'numTraining': -2");
        assertThat(DescriptionReader.dataset(bytes(json)).faults())
                .singleElement()
                .satisfies(f -> assertThat(f.seen()).startsWith("line 2, column 18: /numTraining -2"));
    }

    @Test
    void readsAHundredThousandCases() {
        String training = IntStream.range(0, 100_000)
                .mapToObj(i -> "{'image': './imagesTr/c%d.nii.gz', 'label': './labelsTr/c%d.nii.gz'}".formatted(i, i))
                .collect(Collectors.joining(","));
        String json = "{'modality': {'0': 'CT'}, 'labels': {'0': 'background', '1': 'a'}, 'numTraining': 100000,"
                + " 'training': [" + training + "]}";
        Description d = DescriptionReader.dataset(bytes(json));
        assertThat(d.faults()).isEmpty();
        assertThat(d.training()).hasSize(100_000);
    }

    private static String mapped(String images) {
        return V2.replace("'numTraining': 2", "'numTraining': 1")
                .replace(
                        "'.nii.gz'}",
                        "'.nii.gz', 'dataset': {'a': {'images': [" + images + "], 'label': 'labelsTr/a.nii.gz'}}}");
    }

    private static Arguments fault(String name, String json, FaultCode code, String place) {
        return Arguments.of(name, json, code, place);
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
