package io.nephrite.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.imaging.export.ExportFormat;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.PlannedDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsDownloadTest {
    private static final String DATASET = EventExamples.DATASET;
    private static final String VERSION = EventExamples.VERSION;
    private static final String FOLDER = "preprocessed/nnUNetPlans_3d_fullres/";

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final ResultsDownload download = new ResultsDownload(store);

    @TempDir
    Path target;

    @Test
    void leavesOutWhatATrainingInProgressWritesAndDeletes() throws IOException {
        String fold = ObjectKeys.results(new VersionId(DATASET, VERSION)) + "3d_fullres/fold_0/";
        store.put(fold + "training_log.txt", "log".getBytes(UTF_8));
        store.put(fold + "checkpoint_latest/000.json", "{}".getBytes(UTF_8));

        assertThat(download.version(new VersionId(DATASET, VERSION), target)).isEqualTo(1);
        assertThat(target.resolve("3d_fullres/fold_0")).isDirectoryContaining("glob:**/training_log.txt");
        assertThat(target.resolve("3d_fullres/fold_0/checkpoint_latest")).doesNotExist();
    }

    @Test
    void writesCasesOncePerFormat() throws IOException {
        PlannedDataset planned = preprocessed();

        assertThat(download.preprocessed(new VersionId(DATASET, VERSION), target, ExportFormat.NPY))
                .isEqualTo(2);
        assertThat(download.preprocessed(new VersionId(DATASET, VERSION), target, ExportFormat.NPY))
                .isZero();
        assertThat(download.preprocessed(new VersionId(DATASET, VERSION), target, ExportFormat.NPZ))
                .isEqualTo(2);

        String caseId = planned.manifest().training().get(0).caseId();
        assertThat(folder()).isDirectoryContaining("glob:**/" + caseId + ".npy");
        assertThat(folder()).isDirectoryContaining("glob:**/" + caseId + ".npz");
        Files.delete(folder().resolve(caseId + "_seg.npy"));
        assertThat(download.preprocessed(new VersionId(DATASET, VERSION), target, ExportFormat.NPY))
                .isEqualTo(1);
    }

    @Test
    void namesReferenceLabelsWhereTheyLie() throws IOException {
        PlannedDataset planned = preprocessed();
        download.preprocessed(new VersionId(DATASET, VERSION), target, ExportFormat.NPY);

        CaseFiles first = planned.manifest().training().get(0);
        assertThat(Json.tree(Files.readAllBytes(target.resolve("preprocessed/gt_segmentations.json")))
                        .path(first.caseId())
                        .path("key")
                        .asText())
                .isEqualTo(first.label().orElseThrow().key());
    }

    @Test
    void knowsAVersionThatEndsWithPreprocessedCases() {
        PlannedDataset.write(store, 2, Milestone.REPORT, "{\"folds\": [\"0\", \"1\"]}");
        assertThat(download.endsPreprocessed(new VersionId(DATASET, VERSION))).isFalse();
        preprocessed();
        assertThat(download.endsPreprocessed(new VersionId(DATASET, VERSION))).isTrue();
    }

    private Path folder() {
        return target.resolve(FOLDER);
    }

    private PlannedDataset preprocessed() {
        PlannedDataset planned = PlannedDataset.write(store, 2, Milestone.PREPROCESSED, "{\"folds\": [\"0\", \"1\"]}");
        String parameters = planned.parameters().id();
        for (CaseFiles files : planned.manifest().training()) {
            store.put(ObjectKeys.image(DATASET, parameters, files), packed());
            store.put(ObjectKeys.segmentation(DATASET, parameters, files), packed());
            store.put(ObjectKeys.properties(DATASET, parameters, files), "{}".getBytes(UTF_8));
        }
        return planned;
    }

    private static byte[] packed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = Npy.compressing(bytes)) {
            Npy.write(out, new float[8], 1, 2, 2, 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
