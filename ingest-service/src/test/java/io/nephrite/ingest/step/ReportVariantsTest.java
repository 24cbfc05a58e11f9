package io.nephrite.ingest.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.pipeline.ObjectKeys;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accidents of the kinds that {@link PublicReportsTest} shows, in other clothes: nothing is silently wrong. */
class ReportVariantsTest {
    private static final String NAME = "Dataset001_Variants";
    private final IngestWorld world = new IngestWorld();

    /** "ü" as one character and as two: one file on a Mac, two objects in a store. */
    @Test
    void refusesTwoCasesWhoseNamesDifferInUnicodesFormAlone() {
        SmallDataset data = SmallDataset.v2(2);
        rename(data, Map.of("case_0", "M\u00fcller", "case_1", "Mu\u0308ller"));
        settled(data);
        assertThat(world.version(NAME)).isEmpty();
        assertThat(world.report(NAME).faults())
                .filteredOn(Fault::isError)
                .extracting(Fault::code)
                .contains(FaultCode.CASE_NAMES_DIFFER_IN_CASE);
    }

    /** The image from a Mac, the label from elsewhere. */
    @Test
    void namesAnImageAndALabelWhoseNamesDifferInUnicodesForm() {
        SmallDataset data = SmallDataset.v2(3);
        byte[] label = data.files().remove("labelsTr/case_0.nii.gz");
        byte[] image = data.files().remove("imagesTr/case_0_0000.nii.gz");
        data.files().put("labelsTr/M\u00fcller.nii.gz", label);
        data.files().put("imagesTr/Mu\u0308ller_0000.nii.gz", image);
        data.upload(world, NAME);
        world.settle();
        world.requestSeal(NAME);
        world.settle();
        assertThat(world.version(NAME)).isEmpty();
        assertThat(world.report(NAME).faults())
                .filteredOn(Fault::isError)
                .extracting(Fault::code)
                .contains(FaultCode.LABEL_WITHOUT_IMAGE, FaultCode.IMAGE_WITHOUT_LABEL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void readsDocumentsWithAByteOrderMarkAndTheLineEndsOfWindows(String charset) {
        SmallDataset data = SmallDataset.v2(6);
        Function<String, byte[]> windows =
                text -> ("\uFEFF" + text.replace(",", ",\r\n")).getBytes(Charset.forName(charset));
        data.files().put("dataset.json", windows.apply(SmallDataset.v2Description(6)));
        data.files().put("experiment.json", windows.apply("{\"foldCount\": 3, \"folds\": [\"0\"]}"));
        data.files().put("run.json", windows.apply("{\"until\": \"plans\"}"));
        StringBuilder groups = new StringBuilder("case;group\r\n");
        for (int i = 0; i < 6; i++) {
            groups.append("case_").append(i).append(";p").append(i / 2).append("\r\n");
        }
        data.files().put("groups.csv", windows.apply(groups.toString()));
        settled(data);
        assertThat(world.report(NAME).faults()).isEmpty();
        assertThat(world.manifest(NAME).groups()).hasSize(6).containsEntry("case_5", "p2");
    }

    /** nnU-Net 188: the list names another folder of labels than the usual one; both are there. */
    @Test
    void takesTheLabelsThatTheListNamesAndSaysWhatItDoesNotList() {
        SmallDataset data = SmallDataset.v1(3);
        for (int i = 0; i < 3; i++) {
            data.files().put("labelsTr2/case_" + i + ".nii.gz", SmallDataset.label());
        }
        data.put(
                "dataset.json",
                new String(SmallDataset.v1Description(3), StandardCharsets.UTF_8).replace("labelsTr/", "labelsTr2/"));
        settled(data);
        assertThat(world.manifest(NAME).training())
                .allSatisfy(c -> assertThat(c.label().orElseThrow().key()).contains("/labelsTr2/"));
        assertThat(world.report(NAME).faults())
                .extracting(Fault::code, f -> f.file().orElse("-"))
                .containsExactly(
                        tuple(FaultCode.FILE_NOT_LISTED, "labelsTr/case_0.nii.gz"),
                        tuple(FaultCode.FILE_NOT_LISTED, "labelsTr/case_1.nii.gz"),
                        tuple(FaultCode.FILE_NOT_LISTED, "labelsTr/case_2.nii.gz"));
    }

    /** nnU-Net 2868, 2696 and names of people: whatever a case is called, its files find each other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.3.6.1.4.1.9328.50.4.0000",
                "CASE_0000",
                "CASE_0001_0002",
                "Zo\u00eb M\u00fcller (nachher) + 50% [a]",
                "a b",
                "a+b",
                "a%20b",
                "a%2Bb",
                "\u65e5\u672c",
                "x&y=z#1;~'(),@!$",
                "pat_seg",
                "summary",
                "-rf"
            })
    void keepsTheNameOfACaseAsItIs(String name) {
        SmallDataset data = SmallDataset.v2(3);
        rename(data, Map.of("case_0", name));
        settled(data);
        assertThat(world.report(NAME).faults()).isEmpty();
        assertThat(world.manifest(NAME)
                        .trainingCase(name)
                        .orElseThrow()
                        .images()
                        .get(0)
                        .key())
                .isEqualTo(NAME + "/imagesTr/" + name + "_0000.nii.gz");
    }

    /** As scanners and archives leave them beside a dataset. */
    @ParameterizedTest
    @CsvSource({
        "imagesTr/IM-0001-0001.dcm, FORMAT_NOT_READ",
        "imagesTr/IM000001, FORMAT_NOT_READ",
        "dicom/series1/IM-0001-0001.DCM, FORMAT_NOT_READ",
        "imagesTr/case_9_0000.nii.bz2, FORMAT_NOT_READ",
        "imagesTr/case_9_0000.npz, FORMAT_NOT_READ",
        "labelsTr/case_9.seg, FORMAT_NOT_READ",
        "IMAGESTR/case_9_0000.nii.gz, FILE_NOT_LISTED",
        "imageTr/case_9_0000.nii.gz, FILE_NOT_LISTED",
        "labelTr/case_9.nii.gz, FILE_NOT_LISTED",
        "imagesTr/sub/case_9_0000.nii.gz, FILE_NOT_LISTED",
        "imagesTr/case_9.nii.gz, FILE_NOT_LISTED",
        "imagesTr/case_9_000.nii.gz, FILE_NOT_LISTED",
        "imagesTr/case_9_0000.nrrd, FILE_NOT_LISTED",
        "imagesTr/case_9_0000.Mha, FILE_NOT_LISTED",
        "case_9_0000.nii.gz, FILE_NOT_LISTED",
        "Dataset.json, FILE_NOT_USED",
        "datasets.json, FILE_NOT_USED",
        "dataset (1).json, FILE_NOT_USED",
        "kits (1).json, FILE_NOT_USED",
        "SPLITS_FINAL.JSON, FILE_NOT_USED",
        "splits_final_old.json, FILE_NOT_USED",
        "splits-final.json, FILE_NOT_USED",
        "splits.json, FILE_NOT_USED",
        "5fold_split.json, FILE_NOT_USED",
        "old_experiment_2.yaml, FILE_NOT_USED",
        "my plans.json, FILE_NOT_USED",
        "my_splits_final.json, FILE_NOT_USED",
        "splits_final.txt, FILE_NOT_USED",
        "splits_final.yaml, FILE_NOT_USED",
        "nnUNetPlans.pkl, FILE_NOT_USED",
        "nnUNetPlansv2.1_plans_3D.pkl, FILE_NOT_USED",
        "nnUNetPlans.json.bak, FILE_NOT_USED",
        "experiments.json, FILE_NOT_USED",
        "groups.xlsx, FILE_NOT_USED",
        "groups.tsv, FILE_NOT_USED",
        "labelsTr/nnUNetPlans.json, FILE_NOT_USED",
    })
    void namesWhatLiesAroundAndLooksLikeAnInput(String path, FaultCode code) {
        SmallDataset data = SmallDataset.v2(3);
        data.files()
                .put(path, path.toLowerCase(Locale.ROOT).endsWith("nii.gz") ? SmallDataset.image(9) : new byte[] {7});
        settled(data);
        assertThat(world.report(NAME).faults())
                .filteredOn(f -> f.file().equals(Optional.of(path)))
                .as(
                        "all: %s, left alone: %s",
                        world.report(NAME).faults(), world.report(NAME).leftAlone())
                .extracting(Fault::code)
                .contains(code);
    }

    /** Notes and pictures that nobody takes for an input are listed, and are no warnings. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "LICENSE",
                "imagesTr/case_0_0000.json",
                "notes.txt",
                "labelsTs/x.nii.gz",
                ".git/config"
            })
    void listsWhatItLeavesAlone(String path) {
        SmallDataset data = SmallDataset.v2(3);
        data.put(path, "x");
        settled(data);
        assertThat(world.version(NAME)).isPresent();
        assertThat(world.report(NAME).faults()).isEmpty();
        assertThat(world.report(NAME).leftAlone()).extracting(l -> l.file()).contains(path);
    }

    /** An override reaches each fault that can be lowered, whoever finds it. */
    @ParameterizedTest
    @EnumSource(Treatment.class)
    void takesACountThatDiffersAsTheExperimentSays(Treatment treatment) {
        SmallDataset data = SmallDataset.v2(3);
        data.put("dataset.json", SmallDataset.v2Description(3).replace("\"numTraining\": 3", "\"numTraining\": 2"));
        data.put("experiment.json", "{\"faults\": {\"COUNT_DIFFERS\": \"" + treatment.json + "\"}}");
        settled(data);
        assertThat(world.version(NAME).isPresent()).isEqualTo(treatment != Treatment.ERROR);
        assertThat(world.report(NAME).faults())
                .filteredOn(f -> f.code() == FaultCode.COUNT_DIFFERS)
                .extracting(Fault::severity)
                .isEqualTo(treatment.told.stream().toList());
        assertThat(world.report(NAME).overridden())
                .as("an override with an effect is told")
                .hasSize(1);
    }

    private enum Treatment {
        ERROR("error", Optional.of(Severity.ERROR)),
        WARNING("warning", Optional.of(Severity.WARNING)),
        IGNORE("ignore", Optional.empty());

        private final String json;
        private final Optional<Severity> told;

        Treatment(String json, Optional<Severity> told) {
            this.json = json;
            this.told = told;
        }
    }

    private void settled(SmallDataset data) {
        data.upload(world, NAME);
        world.settle();
        if (world.results.find(ObjectKeys.newestIngestReport(NAME)).isEmpty()) {
            world.requestSeal(NAME);
            world.settle();
        }
    }

    private static void rename(SmallDataset data, Map<String, String> names) {
        Map<String, byte[]> renamed = new TreeMap<>();
        data.files().forEach((path, bytes) -> {
            String other = path;
            for (Map.Entry<String, String> name : names.entrySet()) {
                other = other.replace(name.getKey(), name.getValue());
            }
            renamed.put(other, bytes);
        });
        data.files().clear();
        data.files().putAll(renamed);
    }
}
