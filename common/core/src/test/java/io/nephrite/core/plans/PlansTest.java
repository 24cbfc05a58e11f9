package io.nephrite.core.plans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlansTest {
    @Test
    void readsWhatItWrites() {
        Plans plans = Plans.of(document());
        assertThat(Plans.parse(plans.bytes())).isEqualTo(plans);
        assertThat(plans.transposeForward()).isEqualTo(AxisOrder.of(2, 0, 1));
    }

    @Test
    void inheritsWhatAConfigurationDoesNotSay() {
        ObjectNode document = document();
        ((ObjectNode) document.get("configurations"))
                .putObject("3d_small")
                .put("inherits_from", "3d_fullres")
                .put("batch_size", 5);
        ConfigurationPlan small = Plans.of(document).configuration("3d_small");
        assertThat(small.batchSize()).isEqualTo(5);
        assertThat(small.patchSize()).containsExactly(32, 64, 64);
        assertThat(small.dataIdentifier()).isEqualTo("nnUNetPlans_3d_fullres");
    }

    @Test
    void keepsParametersIdsApartFromWhatHasNoEffect() {
        Plans plans = Plans.of(document());
        ObjectNode other = document();
        ((ObjectNode) other.at("/configurations/3d_fullres")).put("batch_size", 9);
        assertThat(parameters(Plans.of(other)).id()).isEqualTo(parameters(plans).id());
        ((ObjectNode) other.at("/configurations/3d_fullres"))
                .set("spacing", Json.mapper().valueToTree(List.of(3, 2, 2)));
        assertThat(parameters(Plans.of(other)).id())
                .isNotEqualTo(parameters(plans).id());
        PreprocessingParameters read = Json.read(Json.bytes(parameters(plans)), PreprocessingParameters.class);
        assertThat(read).isEqualTo(parameters(plans));
        assertThat(read.id()).isEqualTo(parameters(plans).id());
    }

    /** Volumes of the older rule have the id of a document without one: they stay readable, and are not used again. */
    @Test
    void tellsVolumesApartByTheRuleThatTheirLabelsWereResampledBy() {
        PreprocessingParameters now = parameters(Plans.of(document()));
        ObjectNode older = (ObjectNode) Json.tree(Json.bytes(now));
        assertThat(older.remove("labelRule").textValue()).isEqualTo("highest_score");

        PreprocessingParameters before = Json.read(Json.bytes(older), PreprocessingParameters.class);

        assertThat(before.labelRule()).isEmpty();
        assertThat(Json.bytes(before)).isEqualTo(Json.bytes(older));
        assertThat(before.id()).isNotEqualTo(now.id());
    }

    @Test
    void resamplesImagesLabelsAndPredictionsEachByTheirOwnSetting() {
        ObjectNode document = document();
        resampling(document, "data").put("force_separate_z", false);
        resampling(document, "seg").put("force_separate_z", true);
        resampling(document, "probabilities").remove("force_separate_z");
        Plans plans = Plans.of(document);
        PreprocessingParameters parameters = parameters(plans);
        assertThat(parameters.forceSeparateZ()).contains(false);
        assertThat(parameters.segForceSeparateZ()).contains(true);
        assertThat(parameters.id())
                .isNotEqualTo(parameters(Plans.of(document())).id());
        // nnU-Net's function has false where nothing is said
        assertThat(plans.configuration("3d_fullres").probabilitiesResampling().forceSeparateZ())
                .contains(false);
        resampling(document, "probabilities").put("force_separate_z", true);
        assertThat(parameters(Plans.of(document)).id()).isEqualTo(parameters.id());
    }

    private static ObjectNode resampling(ObjectNode document, String what) {
        return (ObjectNode) document.at("/configurations/3d_fullres/resampling_fn_" + what + "_kwargs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/configurations/3d_fullres/patch_size          | [32, 65, 64]     | nearest valid [32, 64, 64]",
                "/configurations/3d_fullres/patch_size          | [2, 4, 4]        | nearest valid [2, 4, 8]",
                "/configurations/3d_fullres/patch_size          | [32, 64]         | /configurations/3d_fullres/median_image_size",
                "/configurations/3d_fullres/batch_size          | 0                | found 0, expected an integer ≥ 1, nearest valid 1",
                "/configurations/3d_fullres/spacing             | [3, 0, 1]        | /configurations/3d_fullres/spacing/1: found 0, expected a number > 0",
                "/configurations/3d_fullres/previous_stage      | '3d_lowres'      | expected one of 3d_fullres",
                "/configurations/3d_fullres/inherits_from       | '3d_lowres'      | expected one of 3d_fullres",
                "/configurations/3d_fullres/inherits_from       | '3d_fullres'     | in a circle",
                "/configurations/3d_fullres/normalization_schemes | ['Own']        | /normalization_schemes/0",
                "/configurations/3d_fullres/architecture/arch_kwargs/n_stages | 4  | one row per stage: n_stages is 4, rows are 3; nearest valid n_stages 3, or 1 more rows",
                "/configurations/3d_fullres/architecture/arch_kwargs/kernel_sizes | [[3,3,3],[3,3,3],[2,3,3]] | nearest valid [3, 3, 3]",
                "/configurations/3d_fullres/architecture/arch_kwargs/dropout_op | 'x' | dropout is not supported",
                "/configurations/3d_fullres/architecture/network_class_name | 'Own' | PlainConvUNet",
                "/configurations/3d_fullres/resampling_fn_data_kwargs/order    | 2    | data_kwargs/order: found 2, expected 0 or 1 or 3, nearest valid 1",
                "/configurations/3d_fullres/resampling_fn_data_kwargs/order_z  | 5    | data_kwargs/order_z: found 5, expected 0 or 1 or 3, nearest valid 3",
                "/configurations/3d_fullres/resampling_fn_data_kwargs/is_seg   | true | data_kwargs/is_seg: found true, expected \"is_seg\": false",
                "/configurations/3d_fullres/resampling_fn_seg_kwargs/order     | 3    | seg_kwargs/order: found 3, expected 1, nearest valid 1",
                "/configurations/3d_fullres/resampling_fn_seg_kwargs/order_z   | 1    | seg_kwargs/order_z: found 1, expected 0, nearest valid 0",
                "/configurations/3d_fullres/resampling_fn_probabilities_kwargs/order | 3 | probabilities_kwargs/order: found 3, expected 1",
                "/configurations/3d_fullres/resampling_fn_data_kwargs/separate_z_anisotropy_threshold | 4 | data_kwargs/separate_z_anisotropy_threshold: unknown field",
                "/configurations/3d_fullres/data_identifier    | '../../x'        | letters, digits, dots",
                "/configurations/3d_fullres/previous_stage     | '3d_fullres'     | another configuration",
                "/image_reader_writer                           | 'NibabelIOWithReorient' | SimpleITKIO",
                "/transpose_forward                             | [0, 0, 1]        | a permutation of 0, 1, 2",
                "/transpose_backward                            | [0, 1, 2]        | the inverse of transpose_forward, [1, 2, 0]",
                "/plans_name                                    | '../x'           | /plans_name",
            })
    void namesThePlaceOfAMistakeAndTheNearestValidValue(String pointer, String value, String message) {
        ObjectNode document = document();
        int slash = pointer.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) (slash == 0 ? document : document.at(pointer.substring(0, slash)));
        JsonNode changed = Json.tree(value.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        parent.set(pointer.substring(slash + 1), changed);
        assertThatThrownBy(() -> Plans.of(document))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_PLANS))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/configurations/3d_fullres/batchsize | did you mean \"batch_size\"?",
                "/configurations/3d_fullres/patchSize | did you mean \"patch_size\"?",
                "/configurations/3d_fullres/architecture/arch_kwargs/n_stage | did you mean \"n_stages\"?",
                "/configurations/3d_fullres/n_stages | known here: UNet_base_num_features",
                "/configurations/3d_fullres/architecture/strides | known here: _kw_requires_import",
                "/plan_name | did you mean \"plans_name\"?",
                "/batch_size | known here: configurations",
            })
    void namesAMisspelledOrMisplacedFieldOfAnEditedDocument(String pointer, String hint) {
        ObjectNode document = document();
        int slash = pointer.lastIndexOf('/');
        ((ObjectNode) (slash == 0 ? document : document.at(pointer.substring(0, slash))))
                .put(pointer.substring(slash + 1), 3);
        assertThatThrownBy(() -> Plans.parseEdited(Json.bytes(document)))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_PLANS))
                .hasMessageContaining("plans " + pointer + ": unknown field")
                .hasMessageContaining(hint);
        assertThat(Plans.parse(Json.bytes(document)).plansName())
                .as("what an earlier release has stored stays readable")
                .isEqualTo("nnUNetPlans");
    }

    @Test
    void knowsEveryFieldThatNnunetWritesAndNamesThoseThatNobodyReads() {
        ObjectNode document = document();
        document.put("experiment_planner_used", "ExperimentPlanner").put("label_manager", "LabelManager");
        document.set("original_median_shape_after_transp", Json.mapper().valueToTree(List.of(60, 120, 120)));
        ((ObjectNode) document.at("/configurations/3d_fullres")).put("next_stage", "3d_fullres");
        assertThat(Plans.parseEdited(Json.bytes(document)).unreadFields()).isEmpty();
        document.put("remark", "by hand");
        assertThat(Plans.parseEdited(Json.bytes(document)).unreadFields()).containsExactly("/remark");
    }

    @Test
    void laysPartOfANetworkOverTheInheritedOne() {
        ObjectNode document = document();
        ObjectNode child = ((ObjectNode) document.get("configurations"))
                .putObject("3d_wide")
                .put("inherits_from", "3d_fullres");
        child.putObject("architecture")
                .putObject("arch_kwargs")
                .set("features_per_stage", Json.mapper().valueToTree(List.of(8, 16, 24)));
        ArchitecturePlan wide = Plans.of(document).configuration("3d_wide").architecture();
        assertThat(wide.featuresPerStage()).containsExactly(8, 16, 24);
        assertThat(wide.strides())
                .isDeepEqualTo(Plans.of(document)
                        .configuration("3d_fullres")
                        .architecture()
                        .strides());
    }

    @Test
    void takesANetworkThatIsWholeAsItStandsThere() {
        ObjectNode document = document();
        ObjectNode whole = ((ObjectNode) document.at("/configurations/3d_fullres/architecture")).deepCopy();
        ((ObjectNode) whole.get("arch_kwargs")).remove("conv_bias");
        ((ObjectNode) document.get("configurations"))
                .putObject("3d_plain")
                .put("inherits_from", "3d_fullres")
                .set("architecture", whole);
        Plans plans = Plans.of(document);
        assertThat(plans.configuration("3d_fullres").architecture().convBias()).isTrue();
        assertThat(plans.configuration("3d_plain").architecture().convBias())
                .as("nnU-Net's own default, not the inherited value")
                .isFalse();
    }

    /** Whoever follows the advice must not get another one. */
    @Test
    void advisesPatchesThatAreThenTaken() {
        Random random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            ObjectNode document = document();
            int[][] strides = {{1, 1, 1}, stride(random), stride(random)};
            ((ObjectNode) document.at("/configurations/3d_fullres/architecture/arch_kwargs"))
                    .set("strides", Json.mapper().valueToTree(strides));
            ObjectNode configuration = (ObjectNode) document.at("/configurations/3d_fullres");
            configuration.set(
                    "patch_size",
                    Json.mapper()
                            .valueToTree(List.of(
                                    1 + random.nextInt(40), 1 + random.nextInt(40), 1 + random.nextInt(1_000_000))));
            try {
                Plans.of(document);
            } catch (PipelineException e) {
                refused++;
                String advice = e.getMessage().replaceFirst(".*nearest valid (\\[[^]]*]).*", "$1");
                configuration.set("patch_size", Json.tree(advice.getBytes(StandardCharsets.UTF_8)));
                assertThatCode(() -> Plans.of(document)).as(e.getMessage()).doesNotThrowAnyException();
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    private static int[] stride(Random random) {
        return new int[] {1 + random.nextInt(4), 1 + random.nextInt(4), 1 + random.nextInt(4)};
    }

    @Test
    void refusesStridesWhoseProductNoPatchCanBeAMultipleOf() {
        ObjectNode document = document();
        ((ObjectNode) document.at("/configurations/3d_fullres/architecture/arch_kwargs"))
                .set("strides", Json.mapper().valueToTree(new int[][] {
                    {1, 1, 1}, {65536, 2, 2}, {65536, 2, 2},
                }));
        assertThatThrownBy(() -> Plans.of(document)).hasMessageContaining("strides whose product along each axis");
    }

    @Test
    void namesAMissingField() {
        ObjectNode document = document();
        ((ObjectNode) document.at("/configurations/3d_fullres")).remove("batch_size");
        assertThatThrownBy(() -> Plans.of(document))
                .hasMessageContaining("/configurations/3d_fullres: field \"batch_size\" is missing");
    }

    @Test
    void readsNetworksOfOlderPlans() {
        ObjectNode document = document();
        ObjectNode configuration = (ObjectNode) document.at("/configurations/3d_fullres");
        JsonNode args = configuration.at("/architecture/arch_kwargs");
        ConfigurationPlan expected = Plans.of(document).configuration("3d_fullres");
        configuration.put("UNet_class_name", "PlainConvUNet");
        configuration.put("UNet_base_num_features", 32);
        configuration.put("unet_max_num_features", 320);
        configuration.set("n_conv_per_stage_encoder", args.get("n_conv_per_stage"));
        configuration.set("n_conv_per_stage_decoder", args.get("n_conv_per_stage_decoder"));
        configuration.set("conv_kernel_sizes", args.get("kernel_sizes"));
        configuration.set("pool_op_kernel_sizes", args.get("strides"));
        configuration.remove("architecture");
        assertThat(Plans.of(document).configuration("3d_fullres").architecture())
                .isEqualTo(expected.architecture());
    }

    private static PreprocessingParameters parameters(Plans plans) {
        return PreprocessingParameters.of(
                plans, plans.configuration("3d_fullres"), List.of(List.of(1), List.of(2)), Optional.empty());
    }

    private static ObjectNode document() {
        int[][] kernels = {{1, 3, 3}, {3, 3, 3}, {3, 3, 3}};
        int[][] strides = {{1, 1, 1}, {1, 2, 2}, {2, 2, 2}};
        ArchitecturePlan architecture = ArchitecturePlan.of(
                NetworkClass.PLAIN, new int[] {32, 64, 128}, kernels, strides, new int[] {2, 2, 2}, new int[] {2, 2});
        ObjectNode document = Json.mapper().createObjectNode();
        document.put("plans_name", "nnUNetPlans");
        document.set("transpose_forward", Json.mapper().valueToTree(List.of(2, 0, 1)));
        document.set("transpose_backward", Json.mapper().valueToTree(List.of(1, 2, 0)));
        document.putObject("configurations")
                .set(
                        "3d_fullres",
                        new ConfigurationDocument(
                                        "nnUNetPlans_3d_fullres",
                                        "DefaultPreprocessor",
                                        2,
                                        List.of(32, 64, 64),
                                        List.of(3.0, 1.5, 1.5),
                                        List.of(NormalizationScheme.CT),
                                        List.of(false),
                                        architecture,
                                        false)
                                .toJson(Json.mapper()
                                        .createArrayNode()
                                        .add(60)
                                        .add(120.5)
                                        .add(120)));
        document.set(
                "foreground_intensity_properties_per_channel",
                Json.mapper()
                        .valueToTree(Map.of(
                                "0",
                                Map.of(
                                        "max",
                                        300,
                                        "mean",
                                        100,
                                        "median",
                                        100,
                                        "min",
                                        -50,
                                        "percentile_00_5",
                                        -10,
                                        "percentile_99_5",
                                        200,
                                        "std",
                                        30))));
        return document;
    }
}
