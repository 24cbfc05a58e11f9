package io.nephrite.ingest.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.dataset.IngestReport.LeftAlone;
import io.nephrite.core.dataset.IngestReport.Overridden;
import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.event.WorkDelayed;
import io.nephrite.core.pipeline.ObjectKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accidents that users of nnU-Net and others reported in public, as small inputs. */
class PublicReportsTest {
    private static final String NAME = "Dataset001_Small";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final IngestWorld world = new IngestWorld();

    /** MONAI tutorials 2059, and lists of nnU-Net v1 from Windows. */
    @ParameterizedTest
    @ValueSource(strings = {"C:\\\\data\\\\", "/home/me/data/", ".\\\\", "../data/"})
    void refusesAnUploadWhosePathsCannotBeFollowedWithoutWaiting(String folder) {
        SmallDataset data = SmallDataset.v1(3);
        String slash = folder.contains("\\") ? "\\\\" : "/";
        data.put(
                "dataset.json",
                new String(SmallDataset.v1Description(3), StandardCharsets.UTF_8)
                        .replace("./imagesTr/", folder + "imagesTr" + slash)
                        .replace("./labelsTr/", folder + "labelsTr" + slash));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.sealDataset().status(NAME).orElseThrow().state()).isEqualTo(IntakeStatus.State.REFUSED);
        assertThat(world.report(NAME).faults())
                .filteredOn(f -> f.code() == FaultCode.NAME_NOT_SAFE)
                .hasSize(6)
                .allSatisfy(f -> assertThat(f.mend()).containsPattern("\"(images|labels)Tr/case_\\d\\.nii\\.gz\""));
    }

    /** nnU-Net 495. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"numTest\": []",
                "\"numTest\": \"none\"",
                "\"numTest\": -1.5",
                "\"numTest\": null",
                "\"name\": 5",
                "\"name\": null",
                "\"description\": {\"a\": []}",
                "\"tensorImageSize\": [3, 4]",
                "\"licence\": null",
                "\"release\": 1.0",
                "\"reference\": [\"a\", {\"b\": 1}]",
                "\"group\": null",
                "\"regions_class_order\": \"any\""
            })
    void takesAnyValueOfAFieldThatNothingReads(String field) {
        SmallDataset data = SmallDataset.v1(3);
        data.put(
                "dataset.json",
                new String(SmallDataset.v1Description(3), StandardCharsets.UTF_8)
                        .replace("\"labels\"", field + ", \"labels\""));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.version(NAME)).isPresent();
        assertThat(world.report(NAME).faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"numTraining\": []|/numTraining", "\"numTraining\": \"3\"|/numTraining", "\"test\": {}|/test"})
    void warnsOfAFieldThatOnlyRepeatsWhatTheListSays(String field, String pointer) {
        SmallDataset data = SmallDataset.v1(3);
        data.put(
                "dataset.json",
                new String(SmallDataset.v1Description(3), StandardCharsets.UTF_8)
                        .replace(field.startsWith("\"test\"") ? "\"test\": []" : "\"numTraining\": 3", field));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.version(NAME)).isPresent();
        assertThat(world.report(NAME).faults())
                .extracting(Fault::code, Fault::severity, f -> f.pointer().orElse("-"))
                .containsExactly(tuple(FaultCode.FIELD_NOT_READ, Severity.WARNING, pointer));
    }

    /** nnU-Net 637, DeepReg 230. */
    @Test
    void readsEndingsInUpperCase() {
        SmallDataset data = new SmallDataset(new TreeMap<>());
        SmallDataset.v2(3)
                .files()
                .forEach((path, bytes) -> data.files()
                        .put(path.replace(".nii.gz", path.contains("case_1") ? ".nii.GZ" : ".NII.GZ"), bytes));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.manifest(NAME).training()).hasSize(3);
        assertThat(world.manifest(NAME).fileEnding()).isEqualTo(".nii.gz");
        assertThat(world.report(NAME).faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Splits_final.json, splits_final.json",
        "splits_final.pkl, splits_final.json",
        "split_final.json, splits_final.json",
        "Experiment.json, experiment.json",
        "experimnet.json, experiment.json",
        "experiment.yaml, experiment.json",
        "experiment.json.txt, experiment.json",
        "experiment (1).json, experiment.json",
        "splits_final.json.bak, splits_final.json",
        "runs.json, run.json",
        "nnUNetPlan.json, nnUNetPlans.json",
        "Groups.csv, groups.csv",
        "group.csv, groups.csv",
        "imagesTr/splits_final.json, splits_final.json",
        "more/experiment.json, experiment.json",
        "imagesTr/case_9_0000.dcm, .nii.gz",
        "imagesTr/case_9, .nii.gz",
        "scan.mgz, .nii.gz"
    })
    void namesAFileThatIsNearlyAnInputWithWhatWouldBeUsed(String path, String expected) {
        SmallDataset data = SmallDataset.v2(3);
        data.put(path, "{}");
        data.upload(world, NAME);
        world.settle();
        assertThat(world.version(NAME)).isPresent();
        assertThat(world.report(NAME).faults()).singleElement().satisfies(f -> {
            assertThat(f.severity()).isEqualTo(Severity.WARNING);
            assertThat(f.file()).contains(path);
            assertThat(f.expected()).contains(expected);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dataset.json", "dataset.JSON", "dataset.json.txt", "Task/dataset.json", "datasets.json"})
    void namesTheFileThatIsNearlyTheDescriptionWhileThatIsAwaited(String path) {
        SmallDataset data = SmallDataset.v2(3);
        data.files().put(path, data.files().remove("dataset.json"));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.sealDataset().status(NAME).orElseThrow().reason())
                .contains(path + " is there", "expected dataset.json");
        world.requestSeal(NAME);
        world.settle();
        assertThat(world.report(NAME).faults())
                .extracting(Fault::code)
                .contains(FaultCode.DESCRIPTION_MISSING, FaultCode.FILE_NOT_USED);
    }

    /** nnU-Net 820. */
    @Test
    void namesTheLabelThatAListNamesWithAChannel() {
        SmallDataset data = SmallDataset.v1(3);
        data.put(
                "dataset.json",
                new String(SmallDataset.v1Description(3), StandardCharsets.UTF_8)
                        .replaceAll("Tr/case_(\\d)\\.nii", "Tr/case_$1_0000.nii"));
        data.upload(world, NAME);
        world.requestSeal(NAME);
        world.settle();
        assertThat(world.report(NAME).faults())
                .filteredOn(f -> f.code() == FaultCode.FILE_NOT_LISTED)
                .hasSize(3)
                .first()
                .satisfies(f -> assertThat(f.expected()).contains("labelsTr/case_0_0000.nii.gz"));
    }

    /** nnU-Net 2339. */
    @ParameterizedTest
    @ValueSource(strings = {"nnUNetPlans_bs4.json", "nnUNetResEncUNetMPlans.json", "nnunetplans.json", "plans.json"})
    void takesPlansUnderTheNamesThatNnunetGivesThem(String name) {
        SmallDataset data = SmallDataset.v2(3);
        data.put(name, "{}");
        data.upload(world, NAME);
        world.settle();
        assertThat(world.manifest(NAME).plans())
                .hasValueSatisfying(p -> assertThat(p.key()).isEqualTo(NAME + "/" + name));
        assertThat(world.report(NAME).faults()).isEmpty();

        world.upload(NAME + "/nnUNetPlans.json", "{ }".getBytes(StandardCharsets.UTF_8));
        world.settle();
        assertThat(world.manifest(NAME).plans())
                .hasValueSatisfying(p -> assertThat(p.key()).isEqualTo(NAME + "/nnUNetPlans.json"));
        assertThat(world.report(NAME).faults())
                .extracting(Fault::code, f -> f.file().orElse("-"))
                .containsExactly(tuple(FaultCode.PLANS_AMBIGUOUS, name));

        world.upload(
                NAME + "/experiment.json",
                ("{\"planner\": {\"plans\": \"" + name + "\"}}").getBytes(StandardCharsets.UTF_8));
        world.settle();
        assertThat(world.manifest(NAME).plans())
                .hasValueSatisfying(p -> assertThat(p.key()).isEqualTo(NAME + "/" + name));
        assertThat(world.report(NAME).leftAlone()).extracting(LeftAlone::file).containsExactly("nnUNetPlans.json");
    }

    @Test
    void listsEveryFileThatItLeavesAlone() {
        SmallDataset data = SmallDataset.v2(3);
        List<String> alone = List.of(
                ".DS_Store",
                "LICENSE",
                "README.md",
                "dataset_fingerprint.json",
                "kits.json",
                "labelsTs/t.nii.gz",
                "imagesTr/case_0_0000.json");
        alone.forEach(path -> data.put(path, "[]"));
        data.upload(world, NAME);
        world.settle();
        IngestReport report = world.report(NAME);
        assertThat(report.faults()).isEmpty();
        assertThat(report.leftAlone()).extracting(LeftAlone::file).containsExactlyInAnyOrderElementsOf(alone);
        assertThat(report.leftAlone()).allSatisfy(l -> assertThat(l.reason()).isNotBlank());
        assertThat(report.markdown()).contains("Files left alone", "LICENSE");
    }

    /** nnU-Net 3042, 1503, 1952, 2900. */
    @Test
    void saysWhatARegionIsExportedAsWhereThatIsAnother() {
        SmallDataset data = SmallDataset.v2(3);
        data.put(
                "dataset.json",
                SmallDataset.v2Description(3)
                        .replace("\"kidney\": 1, \"tumor\": 2", "\"kidney\": [1, 2], \"tumor\": 2")
                        .replace("\"numTraining\"", "\"regions_class_order\": [2, 1], \"numTraining\""));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.version(NAME)).isPresent();
        assertThat(world.report(NAME).faults())
                .filteredOn(f -> f.code() == FaultCode.REGION_EXPORTED_AS_ANOTHER)
                .extracting(Fault::seen)
                .anySatisfy(seen -> assertThat(seen)
                        .contains("voxels of `kidney` alone (value 1 in the label files) will be written as 2, which is"
                                + " `tumor`"));
    }

    @Test
    void takesFaultsAsTheExperimentSaysAndReportsThat() {
        SmallDataset data = SmallDataset.v2(3);
        data.put("dataset.json", SmallDataset.v2Description(5));
        data.put("README.nrrd", "x");
        data.put("experiment.json", "{\"faults\": {\"COUNT_DIFFERS\": \"warning\", \"FILE_NOT_LISTED\": \"ignore\"}}");
        data.upload(world, NAME);
        world.settle();
        assertThat(world.manifest(NAME).training()).hasSize(3);
        IngestReport report = world.report(NAME);
        assertThat(report.faults())
                .extracting(Fault::code, Fault::severity)
                .containsExactly(tuple(FaultCode.COUNT_DIFFERS, Severity.WARNING));
        assertThat(report.overridden())
                .extracting(Overridden::code, Overridden::faults)
                .containsExactly(tuple(FaultCode.COUNT_DIFFERS, 1), tuple(FaultCode.FILE_NOT_LISTED, 1));
        assertThat(report.markdown())
                .contains("Severities that the experiment changes", "FILE_NOT_LISTED (warning) as ignore");

        world.upload(
                NAME + "/experiment.json",
                "{\"faults\": {\"FILE_NOT_LISTED\": \"error\", \"COUNT_DIFFERS\": \"ignore\"}}"
                        .getBytes(StandardCharsets.UTF_8));
        world.settle();
        assertThat(world.sealDataset().status(NAME).orElseThrow().state()).isEqualTo(IntakeStatus.State.REFUSED);
        assertThat(world.report(NAME).errors()).isEqualTo(1);
    }

    @Test
    void skipsALabelWithoutAnImageThatNumTrainingDoesNotCount() {
        SmallDataset data = SmallDataset.v2(3);
        data.files().put("labelsTr/orphan.nii.gz", SmallDataset.label());
        data.put("experiment.json", "{\"faultyCases\": \"skip\"}");
        data.upload(world, NAME);
        world.requestSeal(NAME);
        world.settle();
        assertThat(world.manifest(NAME).training()).hasSize(3);
        assertThat(world.report(NAME).skipped()).containsExactly("orphan");
    }

    @Test
    void givesEveryStateAReasonAndWarnsOfWhatStandsStill() {
        SmallDataset data = SmallDataset.v2(3);
        byte[] label = data.files().remove("labelsTr/case_1.nii.gz");
        data.put("labelsTr/case_1.nii", "x");
        data.upload(world, NAME);
        world.settle();
        IntakeStatus waiting = world.sealDataset().status(NAME).orElseThrow();
        assertThat(waiting.reason()).contains("labelsTr/case_1.nii.gz", "labelsTr/case_1.nii is there");
        assertThat(world.sealDataset().delayed(PATIENCE)).isEmpty();

        world.clock.advance(PATIENCE);
        assertThat(world.sealDataset().delayed(PATIENCE)).singleElement().satisfies(d -> {
            assertThat(d.since()).isEqualTo(waiting.since().orElseThrow());
            assertThat(d.message()).contains("labelsTr/case_1.nii.gz");
        });
        assertThat(world.sealDataset().delayed(PATIENCE)).as("once").isEmpty();

        world.restart();
        world.reconcile();
        world.settle();
        assertThat(world.sealDataset().status(NAME).orElseThrow().since())
                .as("a restart is no progress")
                .isEqualTo(waiting.since());
        assertThat(world.sealDataset().delayed(PATIENCE))
                .extracting(d -> d.header().eventId())
                .hasSize(1);

        world.upload(NAME + "/labelsTr/case_1.nii.gz", label);
        world.drain();
        assertThat(world.sealDataset().status(NAME).orElseThrow().reason()).contains("sealed as soon as");
        world.settle();
        IntakeStatus done = world.sealDataset().status(NAME).orElseThrow();
        assertThat(done.state()).isEqualTo(IntakeStatus.State.SEALED);
        assertThat(done.reason()).contains("3 cases, all sound");
        world.clock.advance(PATIENCE.multipliedBy(2));
        assertThat(world.sealDataset().delayed(PATIENCE)).isEmpty();
    }

    @Test
    void warnsOfChecksThatDoNotEnd() {
        SmallDataset.v2(2).upload(world, NAME);
        while (!world.queue.isEmpty() && world.queue.peek() instanceof byte[]) {
            world.step(world.queue.poll());
        }
        world.clock.advance(PATIENCE.plusSeconds(1));
        assertThat(world.sealDataset().delayed(PATIENCE))
                .extracting(WorkDelayed::message)
                .allMatch(m -> m.matches("2 of 2 cases are being checked since [-0-9T:]+Z, first case_0"))
                .hasSize(1);
    }

    @Test
    void saysThatADatasetWasEmptiedWhileIngestWasDown() {
        SmallDataset data = SmallDataset.v2(2);
        data.upload(world, NAME);
        world.settle();
        data.files().keySet().forEach(path -> world.datasets.delete(NAME + "/" + path));
        world.restart();
        world.reconcile();
        world.settle();
        IntakeStatus status = IntakeStatus.parse(world.results.bytes(ObjectKeys.intake(NAME)));
        assertThat(status.listed()).isZero();
        assertThat(status.reason()).contains("all files of the dataset were removed");
        assertThat(world.version(NAME)).as("what was made of it stays").isPresent();
    }

    @Test
    void makesNothingOfADatasetThatIsNotThere() {
        assertThat(world.sealDataset().request("NoSuchName", Optional.of(Goal.REPORT)))
                .isEmpty();
        assertThat(world.datasets.keys()).isEmpty();
        assertThat(world.results.keys()).isEmpty();
    }

    /** labelme 922. */
    @ParameterizedTest
    @ValueSource(strings = {"数据一", "Klinik Süd", "Klinik_S_d", "набор 1", "\uD83E\uDDE0"})
    void keepsTheNamesOfDatasetsAsTheyAre(String name) {
        SmallDataset.v2(2).upload(world, name);
        world.settle();
        assertThat(world.manifest(name).dataset()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..hidden", "<script>x", "a\nERROR b", "Klinik Su\u0308d", "a ", "a."})
    void saysWhichUploadsAreNoDatasets(String name) {
        SmallDataset.v2(2).upload(world, name);
        world.settle();
        world.reconcile();
        assertThat(world.refused()).hasSize(1).allSatisfy((shown, why) -> {
            assertThat(shown).doesNotContain("\n");
            assertThat(why).isNotBlank();
        });
        assertThat(world.refused()).as("once").isEmpty();
        assertThat(world.results.keys()).isEmpty();
    }

    @Test
    void writesNoMarkupOfStrangersIntoTheReport() {
        SmallDataset data = SmallDataset.v2(2);
        data.files().put("imagesTr/<b>x&y_0000.nii.gz", SmallDataset.image(9));
        data.put("dataset.json", SmallDataset.v2Description(3));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.report(NAME).markdown()).contains("&lt;b>x&amp;y").doesNotContain("<b>");
    }
}
