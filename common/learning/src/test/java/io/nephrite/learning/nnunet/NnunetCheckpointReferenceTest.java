package io.nephrite.learning.nnunet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.Plans;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Tensor;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.ReferenceSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads checkpoints that nnU-Net 2.8.1's own trainer wrote, and others that nnU-Net accepts. */
class NnunetCheckpointReferenceTest {
    private static final String MODEL = "model/nnUNetTrainer__nnUNetPlansSmall__3d_small";

    private static Path model(ReferenceSize size) {
        return size.path("phantom/" + MODEL, "reference/hippocampus/" + MODEL);
    }

    private static NnunetCheckpoint read(Path model) throws IOException {
        return NnunetCheckpoint.read(model.resolve("fold_0/checkpoint_final.pth"));
    }

    @ParameterizedTest
    @EnumSource
    void readsTheWeightsThatTorchReads(ReferenceSize size) throws IOException {
        Path model = model(size);
        NnunetCheckpoint checkpoint = read(model);
        Map<String, ReferenceArray> expected = ReferenceNumbers.npz(
                size.path("phantom/weights.npz", "reference/hippocampus/model_check/weights_final.npz"));

        List<Tensor> tensors = checkpoint.tensors(network(model.resolve("plans.json"), "3d_small", 3));

        assertThat(checkpoint.trainerName()).isEqualTo("nnUNetTrainer");
        assertThat(checkpoint.configuration()).isEqualTo("3d_small");
        assertThat(checkpoint.mirroringAxes()).containsExactly(0, 1, 2);
        assertThat(checkpoint
                        .initArguments()
                        .at("/dataset_json/channel_names/0")
                        .asText())
                .isNotEmpty();
        assertThat(tensors).hasSizeGreaterThan(40);
        for (Tensor tensor : tensors) {
            assertThat(tensor.floats())
                    .as(tensor.name())
                    .isEqualTo(expected.get(tensor.name()).floats());
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsAFolderOfSomebodyElseWithTheLeastThatNnunetAccepts(ReferenceSize size) throws IOException {
        Path model = size.path("phantom/least", "reference/selection/interop/model");
        Map<String, ReferenceArray> expected =
                ReferenceNumbers.npz(size.path("phantom/weights.npz", "reference/selection/interop/weights.npz"));
        NnunetCheckpoint checkpoint = read(model);

        for (Tensor tensor : checkpoint.tensors(network(model.resolve("plans.json"), checkpoint.configuration(), 3))) {
            assertThat(tensor.floats())
                    .as(tensor.name())
                    .isEqualTo(expected.get(tensor.name()).floats());
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesTheTensorThatDoesNotFitThePlans(ReferenceSize size) throws IOException {
        Path model = model(size);
        NnunetCheckpoint checkpoint = read(model);

        assertThatThrownBy(() -> checkpoint.tensors(network(model.resolve("plans.json"), "3d_small", 4)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("decoder.seg_layers")
                .hasMessageContaining("but the plans describe");
    }

    private static NetworkSpec network(Path plans, String configuration, int outputs) throws IOException {
        ObjectNode document = (ObjectNode) Json.mapper().readTree(Files.readAllBytes(plans));
        // a folder of somebody else may leave out what the network does not depend on
        document.put("plans_name", "nnUNetPlans");
        document.putObject("foreground_intensity_properties_per_channel");
        ((ObjectNode) document.at("/configurations/" + configuration))
                .put("data_identifier", "any")
                .put("batch_size", 2)
                .put("batch_dice", false)
                .set("median_image_size_in_voxels", Json.mapper().valueToTree(new int[] {32, 40, 32}));
        return new NetworkSpec(Plans.of(document).configuration(configuration).architecture(), 1, outputs);
    }
}
