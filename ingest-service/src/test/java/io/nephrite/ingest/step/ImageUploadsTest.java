package io.nephrite.ingest.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.PlannedDataset;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageUploadsTest {
    private static final VersionId VERSION = new VersionId(EventExamples.DATASET, EventExamples.VERSION);

    private final InMemoryObjectStore datasets = new InMemoryObjectStore();
    private final InMemoryObjectStore results = new InMemoryObjectStore();
    private final ImageUploads uploads = new ImageUploads(datasets, results);

    /** A model of one channel. */
    @BeforeEach
    void choose() {
        PlannedDataset.write(results, 2, Milestone.REPORT, "{\"folds\": [0, 1]}");
        PlannedDataset.choose(results, VERSION);
    }

    private List<Event> put(String key) {
        datasets.put(key, new byte[] {1, 2, 3});
        ObjectInfo info = datasets.stat(key).orElseThrow();
        return uploads.handle(new ObjectRecord("datasets", key, info.size(), info.etag(), false));
    }

    @Test
    void asksForAnImageByTheModelsIdAndByTheNameOfTheDataset() {
        for (String model : List.of(ChosenModel.id(VERSION), VERSION.dataset())) {
            String key = "_predict/" + model + "/patient_7_0000.nii.gz";
            assertThat(put(key)).singleElement().satisfies(e -> {
                ImagePredictionRequested asked = (ImagePredictionRequested) e;
                assertThat(asked.versionId()).isEqualTo(VERSION);
                assertThat(asked.model()).isEqualTo(model);
                assertThat(asked.files().caseId()).isEqualTo("patient_7");
                assertThat(asked.files().images()).extracting(StoredFile::key).containsExactly(key);
            });
        }
    }

    @Test
    void asksAnewForOtherVoxelsUnderTheSameName() {
        String key = "_predict/" + VERSION.dataset() + "/a_0000.nii.gz";
        Event first = put(key).get(0);
        assertThat(put(key)).containsExactly(first);
        datasets.put(key, new byte[] {4});
        ObjectInfo info = datasets.stat(key).orElseThrow();
        assertThat(uploads.handle(new ObjectRecord("datasets", key, info.size(), info.etag(), false)))
                .singleElement()
                .isNotEqualTo(first);
    }

    @Test
    void asksForAModelOfTheStoreByItsIdAndByItsNames() {
        String id = store("Dataset007_Pancreas");
        new StoredModels(results).alias("Dataset007_Pancreas", "clinic", id);
        for (String model : List.of(id, "clinic", "Dataset007_Pancreas.clinic", "Dataset007_Pancreas." + id)) {
            assertThat(put("_predict/" + model + "/patient_7_0000.nii.gz"))
                    .singleElement()
                    .satisfies(e -> {
                        ImagePredictionRequested asked = (ImagePredictionRequested) e;
                        assertThat(asked.dataset()).isEqualTo("Dataset007_Pancreas");
                        assertThat(asked.version()).isEqualTo(id);
                        assertThat(asked.isOfStored()).isTrue();
                        assertThat(asked.model()).isEqualTo(model);
                    });
        }
    }

    @Test
    void namesTheModelsThatANameCouldMean() {
        store("Dataset007_Pancreas");
        store("Dataset008_Liver");

        assertThat(put("_predict/latest/a_0000.nii.gz"))
                .singleElement()
                .satisfies(e -> assertThat(((WorkFailed) e).message())
                        .contains("Dataset007_Pancreas.latest", "Dataset008_Liver.latest"));
        assertThat(put("_predict/Dataset008_Liver.latest/a_0000.nii.gz"))
                .singleElement()
                .isInstanceOf(ImagePredictionRequested.class);
    }

    /** A model of one channel with the documents that naming it takes. */
    private String store(String dataset) {
        InMemoryObjectStore folder = new InMemoryObjectStore();
        byte[] description =
                "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0, \"a\": 1}, \"file_ending\": \".nii.gz\", \"numTraining\": 1}"
                        .getBytes(StandardCharsets.UTF_8);
        folder.put(ModelManifest.DATASET_JSON, description);
        folder.put(
                ModelManifest.FILE,
                Json.bytes(new ModelManifest(
                        ModelManifest.FORMAT,
                        dataset,
                        List.of(new ModelManifest.Member("3d_fullres", List.of("0"))),
                        "a test",
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        new TreeMap<>(Map.of(
                                ModelManifest.DATASET_JSON,
                                new ModelManifest.ModelFile(
                                        description.length,
                                        HexFormat.of()
                                                .formatHex(ContentHash.sha256().digest(description))))))));
        return new StoredModels(results).put(folder).id();
    }

    @Test
    void saysThatThereIsNoSuchModel() {
        assertThat(put("_predict/nobody/a_0000.nii.gz"))
                .singleElement()
                .satisfies(e -> assertThat(((WorkFailed) e).message()).contains("there is no model nobody"));
    }

    /** Nothing that is uploaded beside would bring these right, so nobody is left to wait. */
    @ParameterizedTest
    @CsvSource({
        "a_0001.nii.gz, a_0000.nii.gz, CHANNEL_NOT_DECLARED",
        "scan.dcm, b_0000.nii.gz, FORMAT_NOT_READ",
        "c.nii.gz, c_0000.nii.gz, FILE_TWICE",
        "d_0000.nii, d_0000.nii.gz, FILE_TWICE",
        "e_0000.nii.gz, E_0000.nii.gz, CASE_NAMES_DIFFER_IN_CASE",
    })
    void saysWhatIsWrongWithAnImageThatCannotBePredicted(String name, String beside, String code) {
        String folder = "_predict/" + VERSION.dataset() + "/";
        datasets.put(folder + beside, new byte[] {1});
        assertThat(put(folder + name)).singleElement().satisfies(e -> {
            WorkFailed failed = (WorkFailed) e;
            assertThat(failed.code()).isEqualTo(FailureCode.INVALID_CASE);
            assertThat(failed.message()).contains(code);
        });
    }

    @Test
    void warnsOnceOfAnImageThatWaitsForAChannelForLong() {
        String folder = "_predict/" + VERSION.dataset() + "/";
        assertThat(put(folder + "a_0000.nii.gz")).hasSize(1);
        ImageUploads two = new ImageUploads(datasets, new ForwardingObjectStore(results) {
            @Override
            public InputStream get(String key) {
                String document = new String(results.bytes(key), StandardCharsets.UTF_8);
                return new ByteArrayInputStream(document.replace("[\"MR\"]", "[\"MR\", \"PET\"]")
                        .replace("[ \"MR\" ]", "[\"MR\", \"PET\"]")
                        .getBytes(StandardCharsets.UTF_8));
            }
        });
        Instant later = Instant.now().plusSeconds(60);

        assertThat(two.look(Instant.EPOCH, Instant.EPOCH).delayed())
                .as("it has just come")
                .isEmpty();
        assertThat(two.look(Instant.EPOCH, later).delayed()).singleElement().satisfies(e -> {
            assertThat(e.caseId()).contains("a");
            assertThat(e.message()).contains("a_0001.nii.gz: CHANNEL_MISSING");
        });
        assertThat(two.look(Instant.EPOCH, later).delayed()).isEmpty();
        assertThat(uploads.look(Instant.EPOCH, later).delayed())
                .as("of a model of one channel")
                .isEmpty();
    }

    @Test
    void asksOnceForAnImageWhoseEventWasLost() {
        String folder = "_predict/" + VERSION.dataset() + "/";
        put(folder + "told_0000.nii.gz");
        datasets.put(folder + "lost_0000.nii.gz", new byte[] {7});
        Instant later = Instant.now().plusSeconds(60);

        assertThat(uploads.look(Instant.EPOCH, Instant.EPOCH).missed())
                .as("its event may still come")
                .isEmpty();
        assertThat(uploads.look(later, Instant.EPOCH).missed())
                .extracting(asked -> asked.files().caseId())
                .containsExactly("lost");
        assertThat(uploads.look(later, Instant.EPOCH).missed()).isEmpty();
    }

    @Test
    void listsEachFolderOnceWhenItLooks() {
        put("_predict/" + VERSION.dataset() + "/a_0000.nii.gz");
        List<String> listed = new ArrayList<>();
        ImageUploads counted = new ImageUploads(
                new ForwardingObjectStore(datasets) {
                    @Override
                    public List<ObjectInfo> list(String prefix) {
                        listed.add(prefix);
                        return super.list(prefix);
                    }
                },
                results);

        ImageUploads.Found found =
                counted.look(Instant.now().plusSeconds(60), Instant.now().plusSeconds(60));

        assertThat(found.missed()).hasSize(1);
        assertThat(listed).containsExactly(ObjectKeys.imagesToPredict(VERSION.dataset()));
    }

    @Test
    void asksForNoLostImageThatWasPredictedAlready() {
        String folder = "_predict/" + VERSION.dataset() + "/";
        datasets.put(folder + "done_0000.nii.gz", new byte[] {7});
        datasets.put(folder + "changed_0000.nii.gz", new byte[] {7});
        Instant later = Instant.now().plusSeconds(60);
        for (ImagePredictionRequested request :
                new ImageUploads(datasets, results).look(later, Instant.EPOCH).missed()) {
            results.put(
                    ObjectKeys.imagePredictionRecord(
                            request.model(), request.files().caseId()),
                    Json.bytes(record(request)));
        }
        datasets.put(folder + "changed_0000.nii.gz", new byte[] {8});

        assertThat(uploads.look(later, Instant.EPOCH).missed())
                .extracting(asked -> asked.files().caseId())
                .containsExactly("changed");
    }

    private static ImagePredictionRecord record(ImagePredictionRequested request) {
        return new ImagePredictionRecord(
                request.model(),
                request.dataset(),
                request.version(),
                List.of("3d_fullres"),
                List.of("0"),
                request.files().contentId(),
                List.of(),
                List.of(),
                Optional.empty(),
                "",
                new Shape3(1, 1, 1),
                new Spacing(1, 1, 1),
                Map.of(),
                List.of());
    }

    @Test
    void leavesAloneWhatIsNoImageOfAModel() {
        assertThat(put("_predict/" + VERSION.dataset() + "/notes.txt")).isEmpty();
        assertThat(put("_predict/stray.nii.gz")).isEmpty();
        assertThat(put("_predict/" + VERSION.dataset() + "/deep/a_0000.nii.gz")).isEmpty();
        // a second channel alone is no image of a model with one
        assertThat(ImageUploads.isOne(VERSION.dataset() + "/imagesTr/a_0000.nii.gz"))
                .isFalse();
    }
}
