package io.nephrite.learning.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.Tensor;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.ReferenceSize;
import io.nephrite.testkit.SharedData;
import io.nephrite.testkit.SmallReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with nnU-Net 2.8.1's predictor, which accumulates in half precision. */
class SlidingWindowReferenceTest {
    private static Checkpoint hippocampus() throws IOException {
        Path folder = SharedData.path("reference/hippocampus");
        ConfigurationPlan plan = Plans.parse(Files.readAllBytes(folder.resolve("nnUNetPlansSmall.json")))
                .configuration("3d_small");
        return checkpoint(plan, folder.resolve("model_check/weights_final.npz"));
    }

    /** The network of NetworkReferenceTest with trained weights, patch 32 × 64 × 64, on a real kidney. */
    private static Checkpoint kidney() throws IOException {
        ObjectNode plans =
                (ObjectNode) Json.tree(Files.readAllBytes(SharedData.path("reference/kits_small/nnUNetPlans.json")));
        ObjectNode configuration = (ObjectNode) plans.at("/configurations/3d_fullres");
        configuration.set("patch_size", Json.tree("[32, 64, 64]".getBytes(StandardCharsets.UTF_8)));
        ObjectNode architecture = (ObjectNode) configuration.at("/architecture/arch_kwargs");
        architecture.setAll((ObjectNode) Json.tree("""
                {"n_stages": 5, "features_per_stage": [16, 32, 64, 128, 256],
                 "kernel_sizes": [[1, 3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3]],
                 "strides": [[1, 1, 1], [1, 2, 2], [2, 2, 2], [2, 2, 2], [2, 2, 2]],
                 "n_conv_per_stage": [2, 2, 2, 2, 2], "n_conv_per_stage_decoder": [2, 2, 2, 2]}
                """.getBytes(StandardCharsets.UTF_8)));
        ConfigurationPlan plan = Plans.parse(Json.bytes(plans)).configuration("3d_fullres");
        return checkpoint(plan, SharedData.path("reference/inference/weights_final.npz"));
    }

    private static Checkpoint checkpoint(ConfigurationPlan plan, Path weights) {
        ModelDescription model = ModelDescription.of(
                plan, 1, TargetScheme.softmax(3, Optional.empty()), TrainingSettings.DEFAULTS, Optional.empty());
        Map<String, ReferenceArray> stored = ReferenceNumbers.npz(weights);
        List<Tensor> tensors = model.network().parameters().stream()
                .map(p -> Tensor.of(p.name(), p.shape(), stored.get(p.name()).floats()))
                .toList();
        return new Checkpoint(model, 0, null, tensors);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givesNnunetsLogitsOfAKidney(boolean mirroring) throws IOException {
        Map<String, ReferenceArray> data =
                ReferenceNumbers.npz(SharedData.path("reference/kits_small/preprocessed_3d_fullres/case_00109.npz"));
        int[] shape = data.get("data").shape();
        try (SlidingWindowPredictor predictor =
                SlidingWindowPredictor.open(kidney(), new PredictionSettings(mirroring, 0.5), TorchDevice.CPU, 1)) {
            float[] logits = predictor.predict(data.get("data").floats(), new Shape3(shape[1], shape[2], shape[3]));
            float[] expected = ReferenceNumbers.npz(SharedData.path(
                            "reference/inference/case_00109_" + (mirroring ? "tta" : "notta") + "_logits.npz"))
                    .get("logits")
                    .floats();
            compare("case_00109", logits, expected, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givesNnunetsLogits(boolean mirroring) throws IOException {
        PredictionSettings settings = new PredictionSettings(mirroring, 0.5);
        try (SlidingWindowPredictor predictor =
                SlidingWindowPredictor.open(hippocampus(), settings, TorchDevice.CPU, 1)) {
            for (String caseId : mirroring ? List.of("039") : List.of("024", "038")) {
                Map<String, ReferenceArray> reference = ReferenceNumbers.npz(
                        SharedData.path("reference/hippocampus/model_check/hippocampus_" + caseId + ".npz"));
                int[] shape = reference.get("data").shape();
                float[] logits =
                        predictor.predict(reference.get("data").floats(), new Shape3(shape[1], shape[2], shape[3]));
                float[] expected =
                        reference.get(mirroring ? "logits_tta" : "logits_notta").floats();
                compare(caseId, logits, expected, 3);
                if (mirroring) {
                    compareWithExport(caseId, logits, shape);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"phantom_0, true", "phantom_0, false", "phantom_1, true", "phantom_1, false"})
    void givesNnunetsLogitsOfAPhantom(String caseId, boolean mirroring) throws IOException {
        ConfigurationPlan plan = Plans.parse(Files.readAllBytes(SmallReference.path("phantom/nnUNetPlansSmall.json")))
                .configuration("3d_small");
        Map<String, ReferenceArray> reference = ReferenceNumbers.npz(SmallReference.path(
                "phantom/predicted/" + caseId + "_" + (mirroring ? "mirror" : "nomirror") + ".npz"));
        int[] shape = reference.get("data").shape();
        try (SlidingWindowPredictor predictor = SlidingWindowPredictor.open(
                checkpoint(plan, SmallReference.path("phantom/weights.npz")),
                new PredictionSettings(mirroring, 0.5),
                TorchDevice.CPU,
                1)) {
            float[] logits =
                    predictor.predict(reference.get("data").floats(), new Shape3(shape[1], shape[2], shape[3]));
            compare(caseId, logits, reference.get("logits").floats(), 3);
        }
    }

    private static void compare(String caseId, float[] logits, float[] expected, int classes) {
        assertThat(logits).hasSameSizeAs(expected);
        float low = Float.MAX_VALUE;
        float high = -Float.MAX_VALUE;
        for (float v : expected) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i] - logits[i]) / (high - low));
        }
        assertThat(largest)
                .as("%s: largest difference of the logits, as part of their range", caseId)
                .isLessThan(2e-3);
        int voxels = expected.length / classes;
        int different = 0;
        for (int i = 0; i < voxels; i++) {
            if (argmax(logits, i, voxels, classes) != argmax(expected, i, voxels, classes)) {
                different++;
            }
        }
        assertThat((double) different / voxels)
                .as("%s: voxels of another class", caseId)
                .isLessThan(1e-4);
    }

    /** These cases are neither cropped nor resampled, so that nnU-Net's export is the class of each voxel. */
    private static void compareWithExport(String caseId, float[] logits, int[] shape) throws IOException {
        Path file = SharedData.path("reference/hippocampus/model_check/hippocampus_" + caseId + "_nnunet_pred.nii.gz");
        LabelVolume exported;
        try (InputStream in = Files.newInputStream(file)) {
            exported = ImageFileReader.readLabel(in, file.toString());
        }
        assertThat(exported.shape()).isEqualTo(new Shape3(shape[1], shape[2], shape[3]));
        int voxels = exported.voxels().length();
        int different = 0;
        for (int i = 0; i < voxels; i++) {
            different += argmax(logits, i, voxels, 3) == exported.voxels().get(i) ? 0 : 1;
        }
        assertThat((double) different / voxels)
                .as("%s: voxels of another class than in the export", caseId)
                .isLessThanOrEqualTo(1e-4);
    }

    private static int argmax(float[] logits, int voxel, int voxels, int classes) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            if (logits[k * voxels + voxel] > logits[best * voxels + voxel]) {
                best = k;
            }
        }
        return best;
    }

    @ParameterizedTest
    @EnumSource
    void gaussianIsNnunets(ReferenceSize size) {
        ReferenceArray reference =
                ReferenceNumbers.npy(size.path("network/gaussian.npy", "reference/parity/gaussian_f32.npy"));
        float[] expected = reference.floats();
        float[] map = GaussianMap.of(reference.shape());
        assertThat(map).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < map.length; i++) {
            largest = Math.max(largest, Math.abs(map[i] - expected[i]));
        }
        // rounded to half precision: 11 bits of values up to 10
        assertThat(largest).isLessThan(4e-3);
    }

    @Test
    void tilesStartWhereNnunetsDo() {
        assertThat(TileGrid.starts(44, 32, 0.5)).containsExactly(0, 12);
        assertThat(TileGrid.starts(150, 64, 0.5)).containsExactly(0, 29, 57, 86);
        assertThat(TileGrid.starts(110, 64, 0.5)).containsExactly(0, 23, 46);
        assertThat(TileGrid.starts(50, 32, 0.5)).containsExactly(0, 9, 18);
        assertThat(TileGrid.starts(146, 64, 0.5)).containsExactly(0, 27, 55, 82);
        assertThat(TileGrid.starts(64, 64, 0.5)).containsExactly(0);
    }

    @Test
    void visitsEverySliceOnceWhereAPatchIsOneSlice() {
        assertThat(TileGrid.starts(5, 1, 0.5)).containsExactly(0, 1, 2, 3, 4);
    }
}
