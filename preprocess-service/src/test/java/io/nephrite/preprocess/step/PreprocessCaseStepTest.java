package io.nephrite.preprocess.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.PreprocessingRequested;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.plans.LabelRule;
import io.nephrite.core.plans.NormalizationScheme;
import io.nephrite.core.plans.PreprocessingOrder;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.npy.NpyArray;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.testkit.EventExamples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessCaseStepTest {
    /** Z-score, 1 mm in all directions: twice as many slices. */
    private static final PreprocessingParameters PARAMETERS = new PreprocessingParameters(
            PreprocessingOrder.V2,
            AxisOrder.IDENTITY,
            List.of(1.0, 1.0, 1.0),
            List.of(NormalizationScheme.Z_SCORE),
            List.of(false),
            Map.of(),
            3,
            0,
            1,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.of(LabelRule.HIGHEST_SCORE),
            List.of(List.of(1), List.of(2)),
            Optional.empty());

    private final InMemoryObjectStore datasets = new InMemoryObjectStore();
    private final InMemoryObjectStore results = new InMemoryObjectStore();
    private final CaseFiles files = StoredCase.put(datasets, "case_00001");

    @TempDir
    Path scratch;

    @Test
    void writesVolumesAndTheirPropertiesAsMarker() throws IOException {
        List<Event> events = step().handle(request());

        CasePreprocessed event = (CasePreprocessed) events.get(0);
        assertThat(event.dataIdentifier()).isEqualTo("nnUNetPlans_3d_fullres");
        CaseProperties properties = Json.read(results.bytes(event.propertiesKey()), CaseProperties.class);
        assertThat(properties.shape().toArray()).containsExactly(16, 12, 10);
        assertThat(properties.classLocations().classes()).containsExactly(List.of(1), List.of(2));
        NpyArray image = read(ObjectKeys.image(EventExamples.DATASET, PARAMETERS.id(), files));
        assertThat(image.shape()).containsExactly(1, 16, 12, 10);
        NpyArray segmentation = read(ObjectKeys.segmentation(EventExamples.DATASET, PARAMETERS.id(), files));
        assertThat(segmentation.shape()).containsExactly(1, 16, 12, 10);
        assertThat(segmentation.bytes()).contains(0, 1, 2);
    }

    @Test
    void repeatsNothingAndEmitsTheSameEventAgain() {
        List<Event> first = step().handle(request());
        long writes = results.writes();
        assertThat(step().handle(request())).isEqualTo(first);
        assertThat(results.writes()).isEqualTo(writes);
    }

    @Test
    void repeatsNothingForAnUnchangedCaseOfANewVersion() {
        step().handle(request());
        long writes = results.writes();
        PreprocessingRequested again = request();
        List<Event> events = step().handle(new PreprocessingRequested(
                EventExamples.header("again"),
                again.dataset(),
                "another-version",
                again.files(),
                again.dataIdentifier(),
                again.parametersKey()));
        assertThat(((CasePreprocessed) events.get(0)).version()).isEqualTo("another-version");
        assertThat(results.writes()).isEqualTo(writes);
    }

    @Test
    void writesTheSameBytesAgainWhereTheMarkerWasLost() {
        String key = ((CasePreprocessed) step().handle(request()).get(0)).propertiesKey();
        byte[] marker = results.bytes(key);
        byte[] image = results.bytes(ObjectKeys.image(EventExamples.DATASET, PARAMETERS.id(), files));
        results.delete(key);
        step().handle(request());
        assertThat(results.bytes(key)).isEqualTo(marker);
        assertThat(results.bytes(ObjectKeys.image(EventExamples.DATASET, PARAMETERS.id(), files)))
                .isEqualTo(image);
    }

    @Test
    void writesNothingUnderTheNameOfAFileThatWasReplaced() {
        StoredCase.put(datasets, files.caseId(), 5);
        PreprocessingRequested request = request();
        long writes = results.writes();
        assertThat(step().handle(request)).isEmpty();
        assertThat(results.writes()).isEqualTo(writes);
        StoredCase.put(datasets, files.caseId());
        assertThat(step().handle(request)).hasSize(1);
    }

    @Test
    void leavesNothingInTheScratchFolder() throws IOException {
        step().handle(request());
        try (Stream<Path> left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
    }

    private NpyArray read(String key) throws IOException {
        try (InputStream in = Npy.decompressing(results.get(key))) {
            return Npy.read(in);
        }
    }

    @Test
    void refusesParametersUnderAnotherName() {
        PreprocessingRequested event = request();
        String other = ObjectKeys.preprocessingParameters(EventExamples.DATASET, "other");
        results.put(other, Json.bytes(PARAMETERS));
        assertThatThrownBy(() -> step().handle(new PreprocessingRequested(
                        event.header(),
                        event.dataset(),
                        event.version(),
                        event.files(),
                        event.dataIdentifier(),
                        other)))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MALFORMED_EVENT));
    }

    private PreprocessCaseStep step() {
        return new PreprocessCaseStep(
                new CaseReader(datasets), results, new VolumeStore(results, scratch), new MemoryBudget(1 << 30), 1);
    }

    private PreprocessingRequested request() {
        String parametersKey = ObjectKeys.preprocessingParameters(EventExamples.DATASET, PARAMETERS.id());
        results.putIfAbsent(parametersKey, Json.bytes(PARAMETERS));
        return new PreprocessingRequested(
                EventExamples.header("preprocess"),
                EventExamples.DATASET,
                EventExamples.VERSION,
                files,
                "nnUNetPlans_3d_fullres",
                parametersKey);
    }
}
