package io.nephrite.ingest.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.testkit.SharedData;
import io.nephrite.testkit.SmallReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SealDatasetStepTest {
    private static final String NAME = "Dataset001_Small";

    private final IngestWorld world = new IngestWorld();

    @Test
    void sealsWhatIsCompleteAndAsksForEachFingerprint() {
        SmallDataset.v2(4).upload(world, NAME);
        world.settle();

        DatasetManifest manifest = world.manifest(NAME);
        assertThat(manifest.training())
                .extracting(CaseFiles::caseId)
                .containsExactly("case_0", "case_1", "case_2", "case_3");
        assertThat(manifest.labels().foreground()).containsExactly(1, 2);
        assertThat(world.emitted(DatasetSealed.class)).hasSize(1);
        assertThat(world.emitted(FingerprintRequested.class)).hasSize(4);
        assertThat(world.report(NAME).errors()).isZero();
        assertThat(world.results.keys())
                .contains(
                        ObjectKeys.datasetJson(manifest.versionId()),
                        ObjectKeys.experiment(manifest.versionId()),
                        ObjectKeys.goal(manifest.versionId()));
    }

    @Test
    void asksForEachCheckOnceThoughDescriptionAndExperimentComeOneAfterTheOther() {
        SmallDataset.v2(4).upload(world, NAME);
        world.upload(NAME + "/experiment.json", "{\"foldCount\": 2}".getBytes(StandardCharsets.UTF_8));
        world.upload(NAME + "/experiment.json", "{\"foldCount\": 3}".getBytes(StandardCharsets.UTF_8));
        world.settle();

        assertThat(world.emitted(CaseCheckRequested.class)).hasSize(4);
        assertThat(world.emitted(DatasetSealed.class)).hasSize(1);
    }

    @Test
    void waitsForWhatIsMissingAndSaysWhat() {
        SmallDataset data = SmallDataset.v2(3);
        byte[] late = data.files().remove("labelsTr/case_1.nii.gz");
        data.upload(world, NAME);
        world.settle();
        assertThat(world.version(NAME)).isEmpty();
        IntakeStatus status = world.sealDataset().status(NAME).orElseThrow();
        assertThat(status.state()).isEqualTo(IntakeStatus.State.AWAITING_FILES);
        assertThat(status.awaited()).containsExactly("labelsTr/case_1.nii.gz");

        world.upload(NAME + "/labelsTr/case_1.nii.gz", late);
        world.settle();
        assertThat(world.version(NAME)).isPresent();
    }

    @Test
    void saysThatTheDescriptionIsAwaitedAsSoonAsAnImageIsThere() {
        world.upload(NAME + "/imagesTr/case_0_0000.nii.gz", SmallDataset.image(0));
        assertThat(world.sealDataset().request("Nothing", Optional.empty())).isEmpty();
        world.settle();
        assertThat(IntakeStatus.parse(world.results.bytes(ObjectKeys.intake(NAME)))
                        .awaited())
                .containsExactly("dataset.json or kits.json");
        assertThat(world.results.exists(ObjectKeys.intake("Nothing"))).isFalse();

        long writes = world.results.writes();
        world.restart();
        world.reconcile();
        world.settle();
        assertThat(world.results.writes()).as("nothing new to tell").isEqualTo(writes);
    }

    @Test
    void tellsAStatusAgainThatTheStoreDidNotTake() {
        world.upload(NAME + "/imagesTr/case_0_0000.nii.gz", SmallDataset.image(0));
        world.drain();
        world.results.failNext(ObjectKeys.intake(NAME));
        assertThatThrownBy(() -> world.sealDataset().tellStatus()).isInstanceOf(PipelineException.class);
        world.sealDataset().tellStatus();
        assertThat(world.results.exists(ObjectKeys.intake(NAME))).isTrue();
    }

    @Test
    void reportsWhatIsMissingOnceTheUploadIsSaidToBeComplete() {
        SmallDataset data = SmallDataset.v2(3);
        data.files().remove("labelsTr/case_1.nii.gz");
        data.upload(world, NAME);
        world.requestSeal(NAME);
        world.settle();
        IngestReport report = world.report(NAME);
        assertThat(world.version(NAME)).isEmpty();
        assertThat(report.faults())
                .filteredOn(Fault::isError)
                .extracting(Fault::code)
                .containsExactly(FaultCode.IMAGE_WITHOUT_LABEL);
        assertThat(report.cases()).isEqualTo(new IngestReport.Cases(3, 2));
        assertThat(world.emitted(WorkFailed.class)).hasSize(1);
    }

    @Test
    void skipsFaultyCasesWhereTheExperimentSaysSo() {
        SmallDataset data = SmallDataset.v2(4);
        data.files().put("imagesTr/case_2_0000.nii.gz", new byte[] {1, 2, 3});
        data.put("experiment.json", "{\"faultyCases\": \"skip\"}");
        data.upload(world, NAME);
        world.settle();
        assertThat(world.manifest(NAME).skipped()).containsExactly("case_2");
        assertThat(world.manifest(NAME).training()).hasSize(3);
        assertThat(world.report(NAME).skipped()).containsExactly("case_2");
    }

    @Test
    void refusesALabelBesideItsImageUnlessTheExperimentTakesThatForAWarning() {
        SmallDataset data = SmallDataset.v2(3);
        data.files().put("labelsTr/case_1.nii.gz", SmallDataset.shiftedLabel(2));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.version(NAME)).isEmpty();
        assertThat(world.report(NAME).faults())
                .extracting(Fault::code, Fault::severity, f -> f.caseId().orElse("-"))
                .containsExactly(tuple(FaultCode.ORIGIN_DIFFERS, Severity.ERROR, "case_1"));

        world.upload(NAME + "/experiment.json", "{\"geometryFaults\": \"warning\"}".getBytes(StandardCharsets.UTF_8));
        world.settle();
        assertThat(world.manifest(NAME).training()).hasSize(3);
        assertThat(world.report(NAME).faults())
                .extracting(Fault::code, Fault::severity, f -> f.caseId().orElse("-"))
                .containsExactly(tuple(FaultCode.ORIGIN_DIFFERS, Severity.WARNING, "case_1"));
        assertThat(world.checksRun).as("the finding is the same").isEqualTo(3);
    }

    static Stream<Arguments> layoutsAndWhatIsLost() {
        return Stream.of(SmallDataset.v1(3), SmallDataset.v2(3), SmallDataset.kits(3, 0))
                .flatMap(data -> Stream.of("nothing", "image|imaging", "label|segmentation", "case_(0000)?1")
                        .map(lost -> Arguments.of(data, lost)));
    }

    @ParameterizedTest(name = "{index}: without {1}")
    @MethodSource("layoutsAndWhatIsLost")
    void neitherAwaitsNorChecksAnExcludedCaseWhateverTheLayout(SmallDataset data, String lost) {
        String out = data.files().containsKey("data/kits.json") ? "case_00001" : "case_1";
        SmallDataset sent = new SmallDataset(new TreeMap<>(data.files()));
        Predicate<String> isLost = Pattern.compile(lost).asPredicate();
        sent.files().keySet().removeIf(path -> path.contains(out) && isLost.test(path));
        sent.put("experiment.json", "{\"exclude\": [\"" + out + "\"]}");
        sent.upload(world, NAME);
        world.settle();
        assertThat(world.version(NAME)).isPresent();
        assertThat(world.manifest(NAME).training())
                .extracting(CaseFiles::caseId)
                .hasSize(2)
                .doesNotContain(out);
        assertThat(world.checksRun).isEqualTo(2);
        assertThat(world.report(NAME).errors()).isZero();
        assertThat(world.sealDataset().status(NAME).orElseThrow().listed()).isEqualTo(2);

        data.upload(world, NAME);
        world.remove(NAME + "/experiment.json");
        world.settle();
        assertThat(world.manifest(NAME).training()).hasSize(3);
        assertThat(world.checksRun).isEqualTo(3);
    }

    @Test
    void awaitsWhatIsNotExcludedThoughAnotherCaseIs() {
        SmallDataset data = SmallDataset.v2(4);
        byte[] late = data.files().remove("labelsTr/case_2.nii.gz");
        data.files().keySet().removeIf(path -> path.contains("case_1"));
        data.put("experiment.json", "{\"exclude\": [\"case_1\"]}");
        data.upload(world, NAME);
        world.settle();
        assertThat(world.version(NAME)).isEmpty();
        assertThat(world.sealDataset().status(NAME).orElseThrow().awaited()).containsExactly("labelsTr/case_2.nii.gz");
        world.upload(NAME + "/labelsTr/case_2.nii.gz", late);
        world.settle();
        assertThat(world.manifest(NAME).training()).hasSize(3);
    }

    @Test
    void stopsAtFaultyCasesByDefaultAndGoesOnOnceTheyAreMended() {
        SmallDataset data = SmallDataset.v2(4);
        byte[] good = data.files().put("imagesTr/case_2_0000.nii.gz", new byte[] {1, 2, 3});
        data.upload(world, NAME);
        world.settle();
        assertThat(world.version(NAME)).isEmpty();
        world.upload(NAME + "/imagesTr/case_2_0000.nii.gz", good);
        world.settle();
        assertThat(world.version(NAME)).isPresent();
        assertThat(world.checksRun).as("checks: four cases and the mended one").isEqualTo(5);
    }

    @Test
    void checksOnlyWhatHasChangedInANewVersion() {
        SmallDataset data = SmallDataset.v1(4);
        data.upload(world, NAME);
        world.settle();
        String first = world.version(NAME).orElseThrow();
        assertThat(world.checksRun).isEqualTo(4);

        world.upload(NAME + "/dataset.json", SmallDataset.v1Description(3));
        world.settle();
        String dropped = world.version(NAME).orElseThrow();
        assertThat(dropped).isNotEqualTo(first);
        assertThat(world.manifest(NAME).training()).hasSize(3);
        assertThat(world.checksRun).as("dropping a case checks nothing").isEqualTo(4);

        world.upload(NAME + "/imagesTr/case_1_0000.nii.gz", SmallDataset.image(99));
        world.settle();
        assertThat(world.version(NAME)).isNotEqualTo(Optional.of(dropped));
        assertThat(world.checksRun).as("replacing an image checks one case").isEqualTo(5);
    }

    @Test
    void sealsANewVersionAfterACaseIsAddedOrRemovedAndChecksNoOther() {
        SmallDataset.v2(4).upload(world, NAME);
        world.settle();
        String first = world.version(NAME).orElseThrow();

        world.upload(NAME + "/imagesTr/case_4_0000.nii.gz", SmallDataset.image(4));
        world.upload(NAME + "/labelsTr/case_4.nii.gz", SmallDataset.label());
        world.upload(NAME + "/dataset.json", SmallDataset.v2Description(5).getBytes(StandardCharsets.UTF_8));
        world.settle();
        assertThat(world.manifest(NAME).training()).hasSize(5);
        assertThat(world.checksRun).isEqualTo(5);

        world.remove(NAME + "/imagesTr/case_4_0000.nii.gz");
        world.remove(NAME + "/labelsTr/case_4.nii.gz");
        world.upload(NAME + "/dataset.json", SmallDataset.v2Description(4).getBytes(StandardCharsets.UTF_8));
        world.settle();
        assertThat(world.version(NAME))
                .as("the files are those of the first version")
                .contains(first);
        assertThat(world.checksRun).isEqualTo(5);
    }

    @Test
    void namesTheVeryPlansAndSplitsThatAVersionWasSealedWith() {
        SmallDataset data = SmallDataset.v2(3);
        data.put("splits_final.json", "[]");
        data.upload(world, NAME);
        world.settle();
        String first = world.version(NAME).orElseThrow();
        DatasetManifest manifest = world.manifest(NAME);
        assertThat(manifest.plans()).isEmpty();
        assertThat(manifest.splits()).map(StoredFile::key).contains(NAME + "/splits_final.json");

        world.upload(NAME + "/splits_final.json", "[{}]".getBytes(StandardCharsets.UTF_8));
        world.settle();
        assertThat(world.version(NAME)).isNotEqualTo(Optional.of(first));
        assertThat(world.manifest(NAME).splits()).isNotEqualTo(manifest.splits());
    }

    @Test
    void keepsTheVersionWhenOnlyTheGoalChangesAndEmitsTheEventsAgain() {
        SmallDataset data = SmallDataset.v2(3);
        data.put("run.json", "{\"until\": \"checked\"}");
        data.upload(world, NAME);
        world.settle();
        String version = world.version(NAME).orElseThrow();
        assertThat(world.emitted(FingerprintRequested.class)).isEmpty();
        world.upload(NAME + "/run.json", "{\"until\": \"plans\"}".getBytes(StandardCharsets.UTF_8));
        world.settle();
        assertThat(world.version(NAME)).contains(version);
        assertThat(world.emitted(FingerprintRequested.class)).hasSize(3);
        world.requestSeal(NAME);
        world.settle();
        assertThat(world.emitted(FingerprintRequested.class)).hasSize(6);
        assertThat(world.emitted(FingerprintRequested.class).stream()
                        .map(e -> e.header().eventId())
                        .distinct())
                .hasSize(3);
    }

    @Test
    void findsADescriptionAgainThatCouldNotBeReadWhenItCame() {
        SmallDataset data = SmallDataset.v2(3);
        byte[] description = data.files().remove("dataset.json");
        data.upload(world, NAME);
        world.drain();
        world.upload(NAME + "/dataset.json", description);
        world.datasets.failNext(NAME + "/dataset.json");
        assertThatThrownBy(world::drain).isInstanceOf(PipelineException.class);
        world.settle();
        assertThat(world.version(NAME)).isEmpty();

        world.reconcile();
        world.settle();
        assertThat(world.version(NAME)).isPresent();
    }

    @Test
    void sealsWhatChangesWhileASealIsPublished() {
        SmallDataset.v2(3).upload(world, NAME);
        world.settle(() -> {
            if (world.version(NAME).isEmpty()) {
                world.upload(NAME + "/imagesTr/case_1_0000.nii.gz", SmallDataset.image(99));
                world.drain();
            }
        });
        assertThat(world.checksRun).isEqualTo(4);
        assertThat(world.manifest(NAME).training().get(1).images())
                .extracting(CaseFiles.StoredFile::etag)
                .containsExactly(world.datasets
                        .stat(NAME + "/imagesTr/case_1_0000.nii.gz")
                        .orElseThrow()
                        .etag());
        assertThat(world.emitted(DatasetSealed.class)).hasSize(2);
    }

    @Test
    void answersASealRequestThatComesWhileASealIsPublished() {
        SmallDataset.v2(3).upload(world, NAME);
        world.settle(() -> {
            if (world.version(NAME).isEmpty()) {
                world.requestSeal(NAME);
            }
        });
        assertThat(world.emitted(DatasetSealed.class))
                .as("once unasked, once asked")
                .hasSize(2);
        assertThat(world.results.exists(ObjectKeys.sealRequest(NAME))).isFalse();
    }

    @Test
    void doesNothingAgainAfterARestart() {
        SmallDataset.v2(3).upload(world, NAME);
        world.settle();
        int events = world.emitted.size();
        world.restart();
        world.reconcile();
        world.settle();
        assertThat(world.emitted).hasSize(events);
    }

    @Test
    void answersASealRequestThatARestartInterrupted() {
        SmallDataset data = SmallDataset.v2(3);
        data.files().remove("labelsTr/case_1.nii.gz");
        data.upload(world, NAME);
        world.requestSeal(NAME);
        world.queue.clear();
        world.restart();
        world.reconcile();
        world.settle();
        assertThat(world.report(NAME).errors()).isEqualTo(1);
    }

    @Test
    void sealsTheSameVersionWhateverHappensToTheEvents() {
        SmallDataset data = SmallDataset.v2(4);
        data.upload(world, NAME);
        world.settle();
        String expected = world.version(NAME).orElseThrow();
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            IngestWorld other = new IngestWorld();
            List<String> paths = new ArrayList<>(data.files().keySet());
            Collections.shuffle(paths, random);
            List<Object> records = new ArrayList<>();
            for (String path : paths) {
                if (random.nextInt(4) == 0) {
                    other.upload(NAME + "/" + path, SmallDataset.image(seed));
                }
                other.upload(NAME + "/" + path, data.files().get(path));
                records.addAll(other.queue);
                other.queue.clear();
            }
            Collections.shuffle(records, random);
            for (Object record : records) {
                int times = random.nextInt(3);
                for (int i = 0; i < times; i++) {
                    other.queue.add(record);
                }
                if (random.nextBoolean()) {
                    other.drain();
                }
                if (random.nextInt(10) == 0) {
                    other.restart();
                }
            }
            while (!other.queue.isEmpty()) {
                Object message = other.queue.poll();
                if (random.nextInt(5) > 0) {
                    other.step(message);
                }
            }
            other.reconcile();
            other.settle();
            assertThat(other.version(NAME)).as("seed " + seed).contains(expected);
        }
    }

    @Test
    void listsTheStoreAsOftenForManyCasesAsForFew() {
        long[] listings = new long[2];
        for (int i = 0; i < 2; i++) {
            IngestWorld fresh = new IngestWorld();
            SmallDataset.v2(i == 0 ? 3 : 60).upload(fresh, NAME);
            fresh.settle();
            assertThat(fresh.version(NAME)).isPresent();
            listings[i] = fresh.datasets.lists() + fresh.results.lists();
        }
        assertThat(listings[1]).isEqualTo(listings[0]);
    }

    @Test
    void readsAKits19Checkout() {
        SmallDataset data = SmallDataset.kits(3, 2);
        byte[] late = data.files().remove("data/case_00210/imaging.nii.gz");
        data.upload(world, "kits19");
        world.settle();
        assertThat(world.version("kits19")).as("kits.json names one more case").isEmpty();
        assertThat(world.sealDataset().status("kits19").orElseThrow().awaited())
                .containsExactly("data/case_00210/imaging.nii.gz");

        world.upload("kits19/data/case_00210/imaging.nii.gz", late);
        world.settle();
        DatasetManifest manifest = world.manifest("kits19");
        assertThat(manifest.training())
                .extracting(CaseFiles::caseId)
                .containsExactly("case_00000", "case_00001", "case_00002");
        assertThat(manifest.test()).extracting(CaseFiles::caseId).containsExactly("case_00210", "case_00211");
        assertThat(manifest.training().get(0).images().get(0).key())
                .as("read where it was uploaded")
                .isEqualTo("kits19/data/case_00000/imaging.nii.gz");
        assertThat(Json.tree(world.results.bytes(ObjectKeys.datasetJson(manifest.versionId())))
                        .toString())
                .isEqualTo("{\"channel_names\":{\"0\":\"CT\"},\"labels\":{\"background\":0,\"Kidney\":1,\"Tumor\":2},"
                        + "\"numTraining\":3,\"file_ending\":\".nii.gz\",\"name\":\"Task040_KiTS\"}");
    }

    @Test
    void awaitsTheSegmentationsOfAKits19CheckoutUntilTheUploadIsSaidToBeOver() {
        SmallDataset data = SmallDataset.kits(3, 1);
        data.files().remove("data/case_00001/segmentation.nii.gz");
        data.upload(world, "kits19");
        world.settle();
        assertThat(world.version("kits19")).isEmpty();
        assertThat(world.sealDataset().status("kits19").orElseThrow().awaited())
                .containsExactly("data/case_00001/segmentation.nii.gz");
        assertThat(world.checksRun).as("no image is checked twice").isEqualTo(3);

        world.requestSeal("kits19");
        world.settle();
        assertThat(world.manifest("kits19").test())
                .extracting(CaseFiles::caseId)
                .containsExactly("case_00001", "case_00210");
        assertThat(world.report("kits19").faults())
                .extracting(Fault::code, f -> f.caseId().orElse("-"))
                .contains(tuple(FaultCode.IMAGE_WITHOUT_LABEL, "case_00001"));
    }

    @Test
    void sealsAKits19CheckoutWithoutSomeCasesWhenAskedTo() {
        SmallDataset data = SmallDataset.kits(3, 0);
        data.files().keySet().removeIf(path -> path.contains("case_00001"));
        data.upload(world, "kits19");
        world.requestSeal("kits19");
        world.settle();
        assertThat(world.manifest("kits19").training())
                .extracting(CaseFiles::caseId)
                .containsExactly("case_00000", "case_00002");
        assertThat(world.report("kits19").faults())
                .extracting(Fault::code, f -> f.caseId().orElse("-"))
                .contains(tuple(FaultCode.FILE_MISSING, "case_00001"));
    }

    @Test
    void readsAnArchiveOfTheDecathlonWithChannelsInOneFileAndDebris() {
        SmallDataset.decathlon(3, 2).upload(world, "Task01_Brain");
        world.settle();
        DatasetManifest manifest = world.manifest("Task01_Brain");
        assertThat(manifest.channelNames()).containsExactly("FLAIR", "T1w");
        assertThat(manifest.training()).hasSize(3).allMatch(c -> c.images().size() == 1);
        assertThat(manifest.test()).hasSize(2).allMatch(c -> c.label().isEmpty());
        assertThat(world.report("Task01_Brain").faults()).isEmpty();
    }

    @Test
    void goesOnWithoutACaseThatTheDescriptionNamesWrongly() {
        SmallDataset data = SmallDataset.v1(4);
        String description = new String(SmallDataset.v1Description(4), StandardCharsets.UTF_8);
        data.put("dataset.json", description.replace("labelsTr/case_2", "labelsTr/case_1"));
        data.put("experiment.json", "{\"faultyCases\": \"skip\"}");
        data.upload(world, NAME);
        world.settle();
        assertThat(world.manifest(NAME).skipped()).containsExactly("case_2");
        assertThat(world.report(NAME).cases()).isEqualTo(new IngestReport.Cases(4, 3));
        assertThat(world.report(NAME).faults())
                .filteredOn(Fault::isError)
                .extracting(Fault::code)
                .containsExactly(FaultCode.FILE_LISTED_TWICE);
    }

    @Test
    void namesTheFaultsOfEveryCaseWithThoseOfTheDescription() {
        SmallDataset data = SmallDataset.v1(3);
        String description = new String(SmallDataset.v1Description(3), StandardCharsets.UTF_8);
        data.put(
                "dataset.json",
                description
                        .replace("\"numTraining\": 3", "\"numTraining\": 4")
                        .replace("./labelsTr/case_2", "../../labelsTr/case_2"));
        byte[] image = data.files().get("imagesTr/case_0_0000.nii.gz");
        image[image.length - 6] ^= 1;
        data.files().put("labelsTr/case_1.nii.gz", SmallDataset.shiftedLabel(2));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.report(NAME).faults())
                .filteredOn(Fault::isError)
                .extracting(f -> f.code() + " " + f.caseId().orElse("-"))
                .containsExactlyInAnyOrder(
                        "COUNT_DIFFERS -", "NAME_NOT_SAFE case_2", "GZIP_CORRUPT case_0", "ORIGIN_DIFFERS case_1");
        assertThat(world.report(NAME).cases()).isEqualTo(new IngestReport.Cases(3, 0));
        assertThat(world.version(NAME)).isEmpty();
    }

    @Test
    void namesWhatIsWrongWithTheDocumentsBeside() {
        SmallDataset data = SmallDataset.v2(3);
        data.put("experiment.json", "{\"exclude\": [\"case_9\"], \"folds\": 5}");
        data.put("run.json", "{\"until\": \"dinner\"}");
        data.put("groups.csv", "case_0,a\ncase_1;b;c\ncase_8,a\n");
        assertThat(faultsOf(data))
                .containsExactlyInAnyOrder(
                        "EXPERIMENT_INVALID experiment.json",
                        "EXPERIMENT_INVALID run.json",
                        "GROUPS_MALFORMED groups.csv",
                        "CASE_UNKNOWN groups.csv");
    }

    @Test
    void namesAGoalThatIsNull() {
        SmallDataset data = SmallDataset.v2(3);
        data.put("run.json", "null");
        assertThat(faultsOf(data)).containsExactly("EXPERIMENT_INVALID run.json");
    }

    @Test
    void readsNoDocumentThatIsTooLarge() {
        SmallDataset data = SmallDataset.v2(3);
        data.files().put("experiment.json", new byte[(8 << 20) + 1]);
        data.files().put("groups.csv", new byte[(8 << 20) + 1]);
        assertThat(faultsOf(data))
                .containsExactlyInAnyOrder("DESCRIPTION_TOO_LARGE experiment.json", "DESCRIPTION_TOO_LARGE groups.csv");
    }

    @Test
    void saysThatThereIsNoDescriptionWhenAskedToSeal() {
        SmallDataset data = SmallDataset.v2(2);
        data.files().remove("dataset.json");
        assertThat(faultsOf(data)).containsExactly("DESCRIPTION_MISSING -");
    }

    @Test
    void keepsGroupsTogetherAndWarnsOfALeakIntoTheTestImages() {
        SmallDataset data = SmallDataset.v2(3);
        data.put("groups.csv", "case,group\ncase_0,a\ncase_2,a\n");
        data.files().put("imagesTs/t_0000.nii.gz", SmallDataset.image(1));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.manifest(NAME).groups()).isEqualTo(Map.of("case_0", "a", "case_2", "a"));
        assertThat(world.report(NAME).faults()).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo(FaultCode.SAME_IMAGE_TWICE);
            assertThat(f.caseId()).contains("t");
            assertThat(f.seen()).contains("case_1", "test case");
        });
    }

    @Test
    void takesGroupsFromTheDescriptionUnlessATableIsThere() {
        SmallDataset data = SmallDataset.v2(3);
        data.put(
                "dataset.json",
                SmallDataset.v2Description(3)
                        .replace(
                                "\"numTraining\"",
                                "\"group\": {\"case_0\": \"a\", \"case_9\": \"a\"}, \"numTraining\""));
        data.upload(world, NAME);
        world.settle();
        assertThat(world.manifest(NAME).groups()).isEqualTo(Map.of("case_0", "a", "case_9", "a"));
        assertThat(world.report(NAME).faults())
                .extracting(Fault::code, f -> f.file().orElse("-"))
                .containsExactly(tuple(FaultCode.CASE_UNKNOWN, "dataset.json"));

        world.upload(NAME + "/groups.csv", "case_1,b\ncase_2,b\n".getBytes(StandardCharsets.UTF_8));
        world.settle();
        assertThat(world.manifest(NAME).groups()).isEqualTo(Map.of("case_1", "b", "case_2", "b"));
        assertThat(world.report(NAME).faults()).isEmpty();
        assertThat(world.report(NAME).leftAlone())
                .extracting(IngestReport.LeftAlone::file)
                .containsExactly("dataset.json /group");
    }

    @Test
    void refusesAMalformedDescriptionWithItsPlace() {
        SmallDataset data = SmallDataset.v2(2);
        data.put("dataset.json", "{\n \"labels\": {\"background\": 0,},\n}");
        data.upload(world, NAME);
        world.settle();
        assertThat(world.report(NAME).faults())
                .singleElement()
                .satisfies(f -> assertThat(f.code()).isEqualTo(FaultCode.JSON_MALFORMED))
                .satisfies(f -> assertThat(f.seen()).contains("line 2"))
                .satisfies(f -> assertThat(f.expected()).contains("trailing comma"));
    }

    @Test
    void sealsADatasetFolderAsNnunetTakesIt() {
        IngestWorld real = new IngestWorld();
        real.uploadFolder(SmallReference.path("Dataset901_Phantom"), "Dataset901_Phantom");
        real.settle();
        assertThat(real.report("Dataset901_Phantom").errors()).isZero();
        assertThat(real.version("Dataset901_Phantom")).isPresent();
    }

    @Test
    void sealsTheRealDatasets() {
        for (String task : List.of("Task04_Hippocampus", "Task040_KiTS_small")) {
            IngestWorld real = new IngestWorld();
            real.uploadFolder(SharedData.path("data/" + task), task);
            real.settle();
            real.report(task).lines(60).forEach(System.out::println);
            assertThat(real.report(task).errors()).isZero();
            assertThat(real.version(task)).isPresent();
        }
    }

    @Test
    void namesAnImageWithoutLabelAndLabelsWithoutImage() throws IOException {
        Path folder = SmallReference.path("Dataset901_Phantom");
        SmallDataset data = new SmallDataset(new TreeMap<>());
        data.files()
                .put(
                        "imagesTr/phantom_0_0000.nii.gz",
                        Files.readAllBytes(folder.resolve("imagesTr/phantom_0_0000.nii.gz")));
        for (String label : List.of("phantom_1", "phantom_2")) {
            data.files()
                    .put(
                            "labelsTr/" + label + ".nii.gz",
                            Files.readAllBytes(folder.resolve("labelsTr/" + label + ".nii.gz")));
        }
        data.put("dataset.json", SmallDataset.v2Description(3));
        data.upload(world, NAME);
        world.requestSeal(NAME);
        world.settle();
        assertThat(world.report(NAME).faults())
                .filteredOn(f -> f.caseId().isPresent())
                .extracting(f -> f.caseId().orElseThrow() + " " + f.code())
                .containsExactlyInAnyOrder(
                        "phantom_0 IMAGE_WITHOUT_LABEL",
                        "phantom_1 LABEL_WITHOUT_IMAGE",
                        "phantom_2 LABEL_WITHOUT_IMAGE");
    }

    @Test
    void namesTheRealAccidents() throws IOException {
        SmallDataset data = new SmallDataset(new TreeMap<>());
        for (String[] file : new String[][] {
            {"images/hippocampus_118", "imagesTr/hippocampus_118_0000"},
            {"labels/hippocampus_010", "labelsTr/hippocampus_010"},
            {"labels/hippocampus_281", "labelsTr/hippocampus_281"}
        }) {
            data.files()
                    .put(
                            file[1] + ".nii.gz",
                            Files.readAllBytes(SharedData.path("data/hippocampus_faulty/" + file[0] + ".nii.gz")));
        }
        data.put("dataset.json", SmallDataset.v2Description(3));
        data.upload(world, NAME);
        world.requestSeal(NAME);
        world.settle();
        assertThat(world.report(NAME).faults())
                .filteredOn(f -> f.caseId().isPresent())
                .extracting(f -> f.caseId().orElseThrow() + " " + f.code())
                .containsExactlyInAnyOrder(
                        "hippocampus_010 LABEL_WITHOUT_IMAGE",
                        "hippocampus_118 IMAGE_WITHOUT_LABEL",
                        "hippocampus_281 LABEL_WITHOUT_IMAGE");
    }

    private List<String> faultsOf(SmallDataset data) {
        data.upload(world, NAME);
        world.requestSeal(NAME);
        world.settle();
        return world.report(NAME).faults().stream()
                .map(f -> f.code() + " " + f.file().orElse("-"))
                .toList();
    }
}
