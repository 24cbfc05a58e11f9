package io.nephrite.eval.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ImagesToPredict;
import io.nephrite.core.model.NamedModel;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.status.StatusBoard;
import io.nephrite.eval.viewer.ViewedDataset;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.PlannedDataset;
import io.nephrite.testkit.RestCalls;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class PredictedImageResourceTest {
    private static final Shape3 SHAPE = new Shape3(2, 3, 4);
    private static final Spacing SPACING = new Spacing(5, 1, 1);

    @Inject
    @Datasets
    ObjectStore datasets;

    @Inject
    @Results
    ObjectStore results;

    @Inject
    StatusBoard board;

    @TestHTTPResource("/")
    URI address;

    private String model;
    private String base;

    @BeforeEach
    void sendAnImage() throws IOException {
        VersionId version = new ViewedDataset(datasets, results, i -> i % 2).version();
        PlannedDataset.choose(results, version);
        model = version.dataset();
        base = "predictions/" + model + "/patient";
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        float[] voxels = new float[(int) SHAPE.voxels()];
        voxels[23] = 77;
        NiftiWriter.writeImage(image, new ImageVolume(voxels, 1, SHAPE, SPACING), header());
        datasets.put(ObjectKeys.imagesToPredict(model) + "patient_0000.nii.gz", image.toByteArray());
        results.delete(ObjectKeys.imagePredictionRecord(model, "patient"));
    }

    private static NiftiHeader header() {
        return NiftiHeader.of(SHAPE, 1, StoredType.FLOAT32, Affine.of(new double[][] {
            {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 5, 0}
        }));
    }

    private void predict() throws IOException {
        String key = ObjectKeys.imagePrediction(model, "patient", ".nii.gz");
        byte[] labels = new byte[(int) SHAPE.voxels()];
        labels[23] = 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NiftiWriter.writeLabel(out, new LabelVolume(labels, SHAPE, SPACING), header());
        results.put(key, out.toByteArray());
        NamedModel named = NamedModel.find(results, model).orElseThrow();
        String contentId = new ImagesToPredict(datasets, named, model)
                .of("patient")
                .orElseThrow()
                .files()
                .contentId();
        results.put(
                ObjectKeys.imagePredictionRecord(model, "patient"),
                Json.bytes(new ImagePredictionRecord(
                        model,
                        model,
                        named.version(),
                        List.of("3d_fullres"),
                        List.of("0"),
                        contentId,
                        List.of(),
                        List.of(),
                        Optional.of(key),
                        "",
                        SHAPE,
                        SPACING,
                        Map.of(),
                        List.of())));
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return new RestCalls(address).get(path);
    }

    @Test
    void offersEveryModelThatCanPredict() throws Exception {
        JsonNode models = Json.tree(get("predictions").body());

        assertThat(models).anySatisfy(offered -> {
            assertThat(offered.path("name").asText()).isEqualTo(model);
            assertThat(offered.path("channels")).isNotEmpty();
        });
    }

    @Test
    void saysWhichModelCannotBeUsedAndWhy() throws Exception {
        VersionId other = new VersionId("Dataset077_Broken", "v1");
        PlannedDataset.choose(results, other);
        new CurrentVersion("v1", Milestone.REPORT).write(results, other.dataset());
        results.put(ObjectKeys.manifest(other), "no manifest".getBytes(StandardCharsets.UTF_8));
        try {
            JsonNode models = Json.tree(get("predictions").body());

            assertThat(models).anySatisfy(offered -> {
                assertThat(offered.path("name").asText()).isEqualTo(other.dataset());
                assertThat(offered.path("problem").asText()).isNotEmpty();
                assertThat(offered.path("channels")).isEmpty();
            });
            assertThat(models).anySatisfy(offered -> {
                assertThat(offered.path("name").asText()).isEqualTo(model);
                assertThat(offered.path("problem").asText()).isEmpty();
            });
        } finally {
            results.list(other.dataset() + "/").forEach(object -> results.delete(object.key()));
        }
    }

    /** Image a is no part of image abc, whatever their subjects look like. */
    @Test
    void tellsOfAnImageTheFailuresOfThatImageAlone() throws Exception {
        for (String caseId : List.of("patient", "patient_2", "Patient")) {
            board.seen(
                    WorkFailed.of(
                            EventHeader.root("failed", caseId),
                            Optional.empty(),
                            Work.PREDICT_IMAGE,
                            new Unit.OfCase(model, caseId),
                            FailureCode.OUT_OF_MEMORY,
                            "failed: " + caseId),
                    Optional.empty(),
                    Instant.now().plusSeconds(60));
        }
        board.seen(
                WorkFailed.of(
                        EventHeader.root("other work"),
                        Optional.empty(),
                        Work.PREPROCESS_CASE,
                        new Unit.OfCase(model, "patient"),
                        FailureCode.OUT_OF_MEMORY,
                        "other work"),
                Optional.empty(),
                Instant.now().plusSeconds(60));

        JsonNode failures = Json.tree(get(base + "/failures").body());

        assertThat(failures)
                .singleElement()
                .satisfies(
                        failure -> assertThat(failure.path("message").asText()).isEqualTo("failed: patient"));
    }

    @Test
    void showsAnImageBeforeItIsPredicted() throws Exception {
        JsonNode view = Json.tree(get(base + "/view").body());

        assertThat(view.path("predictions")).isEmpty();
        assertThat(view.path("hasReference").asBoolean()).isFalse();
        assertThat(get(base + "/view/image/axial/1").headers().firstValue("Content-Type"))
                .contains("image/png");
        RestCalls.requireProblem(get(base + "/view/labels/axial/1"), 404);
        RestCalls.requireProblem(get(base + "/volume"), 404);
    }

    @Test
    void laysThePredictionOverTheImage() throws Exception {
        predict();

        assertThat(Json.tree(get(base + "/view").body()).path("predictions")).hasSize(1);
        JsonNode voxel = Json.tree(get(base + "/view/voxel?x=3&y=2&z=1").body());
        assertThat(voxel.path("value").asDouble()).isEqualTo(77);
        assertThat(voxel.path("prediction").asInt()).isEqualTo(1);
        assertThat(get(base + "/view/labels/axial/1").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> volume = get(base + "/volume");
        assertThat(volume.body()).isEqualTo(results.bytes(ObjectKeys.imagePrediction(model, "patient", ".nii.gz")));
        assertThat(volume.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"patient.nii.gz\"");
        assertThat(Json.tree(get("predictions/" + model).body()).toString()).contains("patient");
    }

    /** An image that was put anew is not shown with what was predicted of the old one. */
    @Test
    void showsNoPredictionOfAnotherImageOfTheSameName() throws Exception {
        predict();
        byte[] image = datasets.bytes(ObjectKeys.imagesToPredict(model) + "patient_0000.nii.gz");
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        NiftiWriter.writeImage(other, new ImageVolume(new float[(int) SHAPE.voxels()], 1, SHAPE, SPACING), header());
        assertThat(other.toByteArray()).isNotEqualTo(image);
        datasets.put(ObjectKeys.imagesToPredict(model) + "patient_0000.nii.gz", other.toByteArray());

        assertThat(Json.tree(get(base + "/view").body()).path("predictions")).isEmpty();
    }

    @Test
    void reachesNothingThatWasNotSentToTheModel() throws Exception {
        RestCalls.requireProblem(get("predictions/" + model + "/nobody/view"), 404);
        RestCalls.requireProblem(get("predictions/nobody/patient/view"), 404);
        RestCalls.requireProblem(get("predictions/" + model + "/..%2F..%2Fsecret/view"), 400);
        RestCalls.requireProblem(get("predictions/_uploads/patient/volume"), 400);
        RestCalls.requireProblem(get("predictions/" + model + "/..%2Fother/volume"), 400);
        assertThat(Json.tree(get(base + "/failures").body())).isEmpty();
    }
}
