package io.nephrite.core.planning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.Plans;
import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingNeedTest {
    private static final String DATASET =
            "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0, \"liver\": 1}, \"numTraining\": 9}";
    private static final String FINGERPRINT =
            "{\"foreground_intensity_properties_per_channel\": {\"0\": {\"max\": 300, \"mean\": 100, \"median\": 100,"
                    + " \"min\": -50, \"percentile_00_5\": -10, \"percentile_99_5\": 200, \"std\": 30}},"
                    + " \"median_relative_size_after_cropping\": 1.0, \"shapes_after_crop\": [[90, 120, 120]],"
                    + " \"spacings\": [[2, 1, 1]]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/patch_size | [100000, 100000, 100000] | 2,000,000,000,000,000 image values in a batch, 7.1 PiB",
                "/patch_size | [1000000, 1000000, 1000000] | (the product overflows 32 bits)",
                "/batch_size | 1000000000 | image values in a batch",
                "/patch_size | [8, 16, 320000] | voxels to cut out",
                "/architecture/arch_kwargs/features_per_stage | 60000 | weights in one convolution",
            })
    void refusesWhatNoMachineCanTrain(String pointer, String value, String said) {
        ObjectNode document = (ObjectNode) Json.tree(plans());
        String place = "/configurations/3d_fullres" + pointer;
        JsonNode changed = Json.tree(value.getBytes(UTF_8));
        int[] divisor =
                Plans.parse(plans()).configuration("3d_fullres").architecture().strideProduct();
        int slash = place.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) document.at(place.substring(0, slash));
        if (pointer.equals("/patch_size")) {
            for (int axis = 0; axis < 3; axis++) {
                int voxels = changed.get(axis).asInt() / divisor[axis] * divisor[axis];
                ((ArrayNode) changed)
                        .set(axis, Json.mapper().getNodeFactory().numberNode(Math.max(voxels, divisor[axis])));
            }
        }
        parent.set(place.substring(slash + 1), changed);
        assertThatThrownBy(() -> PlansFromFiles.plan(
                        FINGERPRINT.getBytes(UTF_8),
                        DATASET.getBytes(UTF_8),
                        Optional.empty(),
                        Optional.of(Json.bytes(document))))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_PLANS))
                .hasMessageContaining("plans /configurations/3d_fullres")
                .hasMessageContaining(said);
    }

    @Test
    void refusesWhatNeedsMoreMemoryThanAnyMachineHas() {
        ObjectNode document = (ObjectNode) Json.tree(plans());
        ((ObjectNode) document.at("/configurations/3d_fullres")).put("batch_size", 100);
        ((ObjectNode) document.at("/configurations/3d_fullres/architecture/arch_kwargs"))
                .put("features_per_stage", 1000);
        assertThatThrownBy(() -> TrainingNeed.requirePossible(Plans.of(document), 1, 2, 1))
                .hasMessageContaining("TiB of memory in float32")
                .hasMessageContaining("no machine has more than 2.0 TiB");
    }

    @Test
    void saysWhereAProductOverflows64Bits() {
        ObjectNode document = (ObjectNode) Json.tree(plans());
        ((ObjectNode) document.at("/configurations/3d_fullres")).put("batch_size", Integer.MAX_VALUE);
        ((ObjectNode) document.at("/configurations/3d_fullres"))
                .set("patch_size", Json.mapper().valueToTree(new int[] {960_000, 960_000, 960_000}));
        assertThatThrownBy(() -> TrainingNeed.requirePossible(Plans.of(document), 1, 2, 1))
                .hasMessageContaining("(the product overflows 64 bits)");
    }

    @Test
    void takesWhatALargeMachineCanTrain() {
        ObjectNode document = (ObjectNode) Json.tree(plans());
        ((ObjectNode) document.at("/configurations/3d_fullres")).put("batch_size", 64);
        Plans large = Plans.of(document);
        assertThatCode(() -> TrainingNeed.requirePossible(large, 4, 5, 4)).doesNotThrowAnyException();
    }

    @Test
    void countsAChannelForEachLabelOfThePreviousStageAlsoWhereRegionsAreTrained() {
        ObjectNode document = (ObjectNode) Json.tree(plans());
        ObjectNode second = ((ObjectNode) document.at("/configurations/3d_fullres")).deepCopy();
        ((ObjectNode) document.at("/configurations"))
                .set("3d_cascade_fullres", second.put("previous_stage", "3d_fullres"));
        Plans cascade = Plans.of(document);
        // two regions of three labels
        assertThat(TrainingNeed.inputs(cascade.configuration("3d_cascade_fullres"), 1, 3))
                .isEqualTo(4);
        assertThat(TrainingNeed.inputs(cascade.configuration("3d_fullres"), 1, 3))
                .isEqualTo(1);
    }

    @Test
    void saysSizesInTheirUnit() {
        assertThat(TrainingNeed.text(BigInteger.valueOf(1000))).isEqualTo("1000 bytes");
        assertThat(TrainingNeed.text(BigInteger.valueOf(3L << 40))).isEqualTo("3.0 TiB");
        assertThat(TrainingNeed.text(BigInteger.TEN.pow(40))).endsWith("YiB");
    }

    private static byte[] plans() {
        return PlansFromFiles.plan(
                        FINGERPRINT.getBytes(UTF_8), DATASET.getBytes(UTF_8), Optional.empty(), Optional.empty())
                .get("nnUNetPlans.json");
    }
}
