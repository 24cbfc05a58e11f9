package io.nephrite.eval.choice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.restore.ProbabilityMean;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.ReferenceSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares with what nnU-Net 2.8.1's {@code find_best_configuration} wrote: documents as text, label maps by voxel. */
class ConfigurationChoiceReferenceTest {
    private static final List<String> CONFIGURATIONS = List.of("2d", "3d_fullres");

    private final InMemoryObjectStore datasets = new InMemoryObjectStore();
    private final InMemoryObjectStore results = new InMemoryObjectStore();

    @ParameterizedTest
    @CsvSource({
        "SMALL, labels, Dataset905_SelectLabels",
        "SMALL, regions_ignore, Dataset906_SelectRegionsIgnore",
        "LARGE, labels, Dataset505_SelectLabels",
        "LARGE, regions_ignore, Dataset506_SelectRegionsIgnore"
    })
    void writesWhatNnunetWrites(ReferenceSize size, String name, String dataset) throws IOException {
        Path reference = size.path("selection/" + name);
        StoredVersion version = stored(reference, dataset, CONFIGURATIONS);
        Selection selection = choice(reference, dataset).choose(version);

        Path expected = reference.resolve("expected");
        int compared = 0;
        for (Path file : files(expected)) {
            String key = ObjectKeys.results(version.id())
                    + expected.relativize(file).toString().replaceFirst("^nnUNetTrainer__nnUNetPlans__", "");
            if (file.toString().endsWith(".json")) {
                assertThat(withoutPaths(results.bytes(key))).as(key).isEqualTo(withoutPaths(Files.readAllBytes(file)));
                compared++;
            } else if (file.toString().endsWith(".nii.gz")) {
                assertThat(new CaseReader(results).prediction("case", key).voxels())
                        .as(key)
                        .isEqualTo(label(file).voxels());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20);
        assertThat(selection.configurations()).isEqualTo(name.equals("labels") ? CONFIGURATIONS : List.of("2d"));
        assertThat(selection.candidates()).hasSize(3);
        assertThat(new String(results.bytes(ObjectKeys.inferenceInstructions(version.id())), UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("./nephrite predict")))
                .hasSize(selection.configurations().size());
        assertThat(selection.folds()).containsExactly("0", "1", "2", "3", "4");
    }

    private static String labelsDataset(ReferenceSize size) {
        return size == ReferenceSize.SMALL ? "Dataset905_SelectLabels" : "Dataset505_SelectLabels";
    }

    @ParameterizedTest
    @EnumSource
    void takesTheFirstOfEqualOnesInNnunetsOrder(ReferenceSize size) throws IOException {
        Path reference = size.path("selection/labels");
        StoredVersion version = stored(reference, labelsDataset(size), List.of("3d_fullres", "2d"));
        for (FoldId fold : version.folds()) {
            if (fold.configuration().equals("3d_fullres")) {
                FoldId other = version.id().fold("2d", fold.fold());
                for (String caseId : version.fold(fold.fold()).val()) {
                    results.put(
                            ObjectKeys.prediction(fold, caseId, ".nii.gz"),
                            results.bytes(ObjectKeys.prediction(other, caseId, ".nii.gz")));
                    results.put(
                            ObjectKeys.caseMetrics(fold, caseId), results.bytes(ObjectKeys.caseMetrics(other, caseId)));
                }
            }
        }
        Selection selection = new ConfigurationChoice(datasets, results, new KeptLogits(results, 1), 1).choose(version);
        assertThat(selection.configurations()).containsExactly("2d");
        assertThat(selection.reason()).contains("the first in nnU-Net's order is taken");
        assertThat(selection.candidates()).hasSize(2);
    }

    private ConfigurationChoice choice(Path reference, String dataset) {
        PairedPredictions stored = new PairedPredictions() {
            @Override
            public boolean isThere(FoldId fold, String caseId) {
                return Files.exists(probabilities(fold, caseId));
            }

            private Path probabilities(FoldId fold, String caseId) {
                return reference.resolve("results/" + dataset + "/nnUNetTrainer__nnUNetPlans__" + fold.configuration()
                        + "/fold_" + fold.fold() + "/validation/" + caseId + ".npz");
            }

            @Override
            public LabelVolume predict(StoredVersion version, List<FoldId> folds, String caseId) {
                LabelMap labels = version.manifest().labels();
                LabelVolume grid = new CaseReader(results)
                        .prediction(
                                caseId,
                                ObjectKeys.prediction(
                                        version.id().fold("2d", folds.get(0).fold()), caseId, ".nii.gz"));
                int voxels = grid.voxels().length();
                ProbabilityMean mean = new ProbabilityMean(labels.outputs(), voxels);
                folds.forEach(fold -> mean.add(ReferenceNumbers.npz(probabilities(fold, caseId))
                        .get("probabilities")
                        .floats()));
                LabelArray decided = LabelArray.allocate(voxels, 3);
                for (int i = 0; i < voxels; i++) {
                    decided.set(i, mean.label(i, labels));
                }
                return new LabelVolume(decided, grid.shape(), grid.spacing());
            }
        };
        return new ConfigurationChoice(datasets, results, stored, 2);
    }

    @ParameterizedTest
    @EnumSource
    void choosesByTheFoldsThatWereTrainedAndNamesTheOthers(ReferenceSize size) throws IOException {
        Path reference = size.path("selection/labels");
        StoredVersion version = stored(reference, labelsDataset(size), CONFIGURATIONS, 3);

        Selection selection = choice(reference, labelsDataset(size)).choose(version);

        assertThat(selection.folds()).containsExactly("0", "1", "2");
        assertThat(selection.missingFolds()).containsExactly("3", "4");
        assertThat(selection.reason()).contains("over 6 validation cases");
        String folder = ObjectKeys.crossValidation(version.id(), "2d", List.of("0", "1", "2"));
        assertThat(results.list(folder))
                .extracting(object -> object.key().substring(folder.length()))
                .filteredOn(name -> name.endsWith(".nii.gz") && !name.contains("/"))
                .hasSize(6);
    }

    private StoredVersion stored(Path reference, String dataset, List<String> configurations) throws IOException {
        return stored(reference, dataset, configurations, 5);
    }

    /** @param folds of the splits, the first of which are trained */
    private StoredVersion stored(Path reference, String dataset, List<String> configurations, int folds)
            throws IOException {
        Path preprocessed = reference.resolve("preprocessed/" + dataset);
        VersionId id = new VersionId(dataset, "v");
        List<CaseFiles> cases = new ArrayList<>();
        for (Path label : files(preprocessed.resolve("gt_segmentations"))) {
            String caseId = label.getFileName().toString().replace(".nii.gz", "");
            String key = dataset + "/labelsTr/" + label.getFileName();
            datasets.put(key, Files.readAllBytes(label));
            cases.add(CaseFiles.of(
                    caseId,
                    List.of(new StoredFile(dataset + "/imagesTr/" + caseId + "_0000.nii.gz", 1, "e")),
                    Optional.of(new StoredFile(
                            key,
                            Files.size(label),
                            datasets.stat(key).orElseThrow().etag())),
                    "labels"));
        }
        JsonNode json = Json.tree(Files.readAllBytes(preprocessed.resolve("dataset.json")));
        DatasetManifest manifest = new DatasetManifest(
                dataset,
                id.version(),
                List.of("MRI"),
                labels(json),
                ".nii.gz",
                cases,
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        results.put(ObjectKeys.manifest(id), Json.bytes(manifest));
        results.put(ObjectKeys.experiment(id), "{}".getBytes(UTF_8));
        results.put(ObjectKeys.plans(id, "nnUNetPlans"), Files.readAllBytes(preprocessed.resolve("nnUNetPlans.json")));
        results.put(ObjectKeys.splits(id), Files.readAllBytes(preprocessed.resolve("splits_final.json")));
        results.put(
                ObjectKeys.planning(id),
                Json.bytes(new WorkOrder(
                        "nnUNetPlans",
                        "plans",
                        configurations.stream()
                                .map(c -> new ConfigurationWork(
                                        c,
                                        "nnUNetPlans_" + c,
                                        "p",
                                        IntStream.range(0, folds)
                                                .mapToObj(f -> new FoldWork(Integer.toString(f), c + f))
                                                .toList()))
                                .toList(),
                        cases.stream().map(CaseFiles::caseId).toList(),
                        Map.of())));
        StoredVersion version = new StoredVersion(results, id);
        for (FoldId fold : version.folds()) {
            for (String caseId : version.fold(fold.fold()).val()) {
                Path prediction = reference.resolve("results/" + dataset + "/nnUNetTrainer__nnUNetPlans__"
                        + fold.configuration() + "/fold_" + fold.fold() + "/validation/" + caseId + ".nii.gz");
                String key = ObjectKeys.prediction(fold, caseId, ".nii.gz");
                results.put(key, Files.readAllBytes(prediction));
                String labelKey =
                        version.trainingCase(caseId).label().orElseThrow().key();
                results.put(
                        ObjectKeys.caseMetrics(fold, caseId),
                        Json.bytes(CaseMetrics.of(
                                key,
                                labelKey,
                                label(prediction),
                                new CaseReader(datasets).prediction(caseId, labelKey),
                                manifest.labels())));
            }
        }
        return version;
    }

    private static LabelMap labels(JsonNode json) {
        List<Label> labels = new ArrayList<>();
        json.get("labels").properties().forEach(e -> {
            List<Integer> values = new ArrayList<>();
            if (e.getValue().isArray()) {
                e.getValue().forEach(v -> values.add(v.intValue()));
            } else {
                values.add(e.getValue().intValue());
            }
            labels.add(new Label(e.getKey(), values, e.getValue().isArray() && values.size() == 1));
        });
        List<Integer> order = new ArrayList<>();
        json.path("regions_class_order").forEach(v -> order.add(v.intValue()));
        return new LabelMap(labels, order);
    }

    private static String withoutPaths(byte[] json) {
        return new String(json, UTF_8)
                .replaceAll("\"(prediction|reference)_file\": \".*/", "\"$1_file\": \"")
                .replaceAll("\"(postprocessing|some_plans)_file\": \".*\"", "\"$1_file\": \"\"");
    }

    private static LabelVolume label(Path file) {
        InMemoryObjectStore store = new InMemoryObjectStore();
        try {
            store.put("case.nii.gz", Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CaseReader(store).prediction("case", "case.nii.gz");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
