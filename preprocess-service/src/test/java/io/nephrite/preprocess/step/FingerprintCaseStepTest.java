package io.nephrite.preprocess.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.fingerprint.ClassIntensities;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.npy.NpyArray;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.testkit.EventExamples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintCaseStepTest {
    private final InMemoryObjectStore datasets = new InMemoryObjectStore();
    private final InMemoryObjectStore results = new InMemoryObjectStore();
    private final CaseFiles files = StoredCase.put(datasets, "case_00001");

    @TempDir
    Path scratch;

    @Test
    void writesTheForegroundFirstAndTheMarkerLast() throws IOException {
        List<Event> events = step(1 << 30).handle(request(files));

        String key = ((CaseFingerprinted) events.get(0)).fingerprintKey();
        CaseFingerprint fingerprint = Json.read(results.bytes(key), CaseFingerprint.class);
        assertThat(fingerprint.shapeBeforeCrop()).isEqualTo(StoredCase.SHAPE);
        assertThat(fingerprint.spacing()).isEqualTo(StoredCase.SPACING);
        assertThat(fingerprint.foregroundVoxels()).isEqualTo(2 * 8 * 10);
        try (InputStream in = Npy.decompressing(results.get(fingerprint.foregroundKey()))) {
            NpyArray foreground = Npy.read(in);
            assertThat(foreground.shape()).containsExactly(1, 160);
            assertThat(foreground.floats()[0]).isEqualTo(1);
            assertThat(foreground.floats()[159]).isEqualTo(71);
            assertThat(fingerprint.classes()).isNotEmpty();
            assertThat(fingerprint.classes().stream()
                            .mapToLong(ClassIntensities::voxels)
                            .sum())
                    .isEqualTo(160);
        }
    }

    @Test
    void repeatsNothingAndEmitsTheSameEventAgain() {
        List<Event> first = step(1 << 30).handle(request(files));
        long writes = results.writes();
        assertThat(step(1 << 30).handle(request(files))).isEqualTo(first);
        assertThat(results.writes()).isEqualTo(writes);
    }

    @Test
    void writesNothingUnderTheNameOfAFileThatWasReplaced() {
        StoredCase.put(datasets, files.caseId(), 5);
        assertThat(step(1 << 30).handle(request(files))).isEmpty();
        assertThat(results.keys()).isEmpty();
        StoredCase.put(datasets, files.caseId());
        assertThat(step(1 << 30).handle(request(files))).hasSize(1);
    }

    @Test
    void writesNothingWhereAFileIsReplacedWhileItIsRead() {
        String key = files.images().get(0).key();
        ObjectStore replacing = new ReplacingObjectStore(datasets, key, "no NIfTI".getBytes(UTF_8));
        assertThat(step(replacing, 1 << 30).handle(request(files))).isEmpty();
        assertThat(results.keys()).isEmpty();
    }

    @Test
    void saysWhichFileIsGone() {
        datasets.delete(files.images().get(0).key());
        assertThatThrownBy(() -> step(1 << 30).handle(request(files)))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_CASE))
                .hasMessageContaining("case_00001")
                .hasMessageContaining("add it again");
    }

    @Test
    void saysThatAFileIsNoNifti() {
        String key = files.images().get(0).key();
        datasets.put(key, "hello".getBytes(UTF_8));
        CaseFiles hello =
                CaseFiles.of(files.caseId(), List.of(StoredCase.file(datasets, key)), files.label(), "declared");
        assertThatThrownBy(() -> step(1 << 30).handle(request(hello)))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_CASE));
    }

    @Test
    void refusesACaseThatCanNeverFit() {
        assertThatThrownBy(() -> step(0).handle(request(files)))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_MEMORY))
                .hasMessageContaining("fingerprint of case_00001 needs 0.1 GiB, this worker has 0.0 GiB; ");
        assertThat(results.keys()).isEmpty();
    }

    private FingerprintCaseStep step(long memoryBytes) {
        return step(datasets, memoryBytes);
    }

    private FingerprintCaseStep step(ObjectStore source, long memoryBytes) {
        return new FingerprintCaseStep(
                new CaseReader(source), results, new VolumeStore(results, scratch), new MemoryBudget(memoryBytes), 1);
    }

    private static FingerprintRequested request(CaseFiles files) {
        return new FingerprintRequested(
                EventExamples.header("fingerprint"),
                EventExamples.DATASET,
                EventExamples.VERSION,
                files,
                Optional.empty());
    }
}
