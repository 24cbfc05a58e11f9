package io.nephrite.core.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.plans.Plans;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlansFromFilesTest {
    private static final String DATASET =
            "{\"modality\": {\"0\": \"CT\"}, \"labels\": {\"0\": \"background\", \"1\": \"liver\"}, \"numTraining\": 20}";

    @Test
    void writesPlansAndTheirReasons() {
        Map<String, byte[]> files = PlansFromFiles.plan(
                fingerprint("[500, 400, 400]", "[1.0, 1.0, 1.0]"), utf8(DATASET), Optional.empty(), Optional.empty());
        assertThat(files).containsOnlyKeys("nnUNetPlans.json", "plans-explained.md", "plans-explained.json");
        assertThat(text(files, "plans-explained.md"))
                .contains("3d_lowres", "too much", "anisotropy rule does not hold", "GiB", "A patch sees");
        assertThat(Plans.parse(files.get("nnUNetPlans.json")).configurationNames())
                .containsExactly("2d", "3d_lowres", "3d_fullres", "3d_cascade_fullres");
    }

    @Test
    void saysWhatTheAnisotropyRuleDid() {
        Map<String, byte[]> files = PlansFromFiles.plan(
                fingerprint("[30, 400, 400]", "[6.0, 1.0, 1.0]"), utf8(DATASET), Optional.empty(), Optional.empty());
        assertThat(text(files, "plans-explained.md"))
                .contains("so the anisotropy rule holds", "in the plane only", "no low resolution is needed");
    }

    @Test
    void saysWhatTheExperimentOverrides() {
        String experiment = "{\"planner\": {\"overrides\": {\"3d_fullres\": {\"batch_size\": 3}}}}";
        Map<String, byte[]> files = PlansFromFiles.plan(
                fingerprint("[90, 120, 120]", "[2.0, 1.0, 1.0]"),
                utf8(DATASET),
                Optional.of(utf8(experiment)),
                Optional.empty());
        assertThat(text(files, "plans-explained.md")).contains("The experiment overrides this");
    }

    @Test
    void overridesPartOfAnInheritedNetwork() {
        String experiment = "{\"planner\": {\"overrides\": {"
                + "\"3d_cascade_fullres\": {\"architecture\": {\"arch_kwargs\": {\"conv_bias\": false}}},"
                + "\"mine\": {\"inherits_from\": \"3d_fullres\", \"resampling_fn_data_kwargs\": {\"order\": 1},"
                + " \"architecture\": {\"arch_kwargs\": {\"norm_op_kwargs\": {\"eps\": 0.001}}}},"
                + "\"3d_fullres\": {\"architecture\": {\"arch_kwargs\": {\"nonlin_kwargs\": {\"negative_slope\": 0.2}}}}}}}";
        Plans plans = Plans.parse(PlansFromFiles.plan(
                        fingerprint("[500, 400, 400]", "[1.0, 1.0, 1.0]"),
                        utf8(DATASET),
                        Optional.of(utf8(experiment)),
                        Optional.empty())
                .get("nnUNetPlans.json"));
        assertThat(plans.configuration("3d_cascade_fullres").architecture().convBias())
                .isFalse();
        assertThat(plans.configuration("3d_fullres").architecture().convBias()).isTrue();
        assertThat(plans.configuration("mine").architecture().normEps()).isEqualTo(0.001);
        assertThat(plans.configuration("mine").architecture().normAffine()).isTrue();
        assertThat(plans.configuration("mine").architecture().leakySlope())
                .as("what its parent was given by an override, too")
                .isEqualTo(0.2);
        assertThat(plans.configuration("mine").dataResampling().order()).isEqualTo(1);
        assertThat(plans.configuration("mine").dataResampling().forceSeparateZ())
                .isEmpty();
    }

    /** Coronal slices of 96 x 80 voxels, kept as volumes of 1 voxel along y; voxels are largest along z. */
    @Test
    void warnsOfPlanesThatAreLines() {
        Map<String, byte[]> files = PlansFromFiles.plan(
                fingerprint("[80, 1, 96]", "[1.40625, 1.0, 1.0]"), utf8(DATASET), Optional.empty(), Optional.empty());
        assertThat(text(files, "plans-explained.md"))
                .contains(
                        "## Warnings",
                        "2d: a slice has 1 x 96 voxels, so the network sees lines and not images",
                        "thin along y (1 mm, 1 voxels)",
                        "\"transpose_forward\": [1, 0, 2]");
    }

    @Test
    void warnsOfNothingWhereNothingIsOdd() {
        for (String shape : new String[] {"[90, 120, 120]", "[1, 200, 200]", "[20, 10, 10]", "[30, 400, 400]"}) {
            Map<String, byte[]> files = PlansFromFiles.plan(
                    fingerprint(shape, "[2.0, 1.0, 1.0]"), utf8(DATASET), Optional.empty(), Optional.empty());
            assertThat(text(files, "plans-explained.md")).as(shape).doesNotContain("## Warnings");
        }
    }

    @Test
    void repeatsWhatIsDeclaredAndHardlyMeansWhatItSays() {
        String regions = "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0, \"whole\": [1, 2],"
                + " \"core\": 2}, \"regions_class_order\": [2, 1], \"numTraining\": 20, \"file_ending\": \".nii.gz\"}";
        for (String dataset : List.of(regions, regions.replace("[2, 1]", "[1, 2]"))) {
            Map<String, byte[]> files = PlansFromFiles.plan(
                    fingerprint("[90, 120, 120]", "[2.0, 1.0, 1.0]"),
                    utf8(dataset),
                    Optional.empty(),
                    Optional.empty());
            assertThat(text(files, "plans-explained.md")
                            .contains("`whole` alone (value 1 in the label files) will be"
                                    + " written as 2, which is `core`"))
                    .isEqualTo(dataset.equals(regions));
        }
    }

    @Test
    void warnsOfPlansThatDoNotFitTheData() {
        byte[] fingerprint = fingerprint("[90, 120, 120]", "[2.0, 1.0, 1.0]");
        String plans = text(
                PlansFromFiles.plan(fingerprint, utf8(DATASET), Optional.empty(), Optional.empty()),
                "nnUNetPlans.json");
        String odd = plans.replace(
                "\"dataset_name\" : \"dataset\"", "\"dataset_name\" : \"Dataset777_Other\", \"remark\" : 1");
        String experiment = "{\"configurations\": [\"3d_fullres\"], \"planner\": {\"overrides\": {"
                + "\"3d_fullres\": {\"spacing\": [2, 0.1, 0.1]}, \"2d\": {\"batch_size\": 3}}}}";
        String explained = text(
                PlansFromFiles.plan(fingerprint, utf8(DATASET), Optional.of(utf8(experiment)), Optional.of(utf8(odd))),
                "plans-explained.md");
        assertThat(explained)
                .contains(
                        "Nothing reads the plans' field /remark",
                        "The plans were made for Dataset777_Other",
                        "/planner/overrides/2d has no effect",
                        "1 mm along y become 0.1",
                        "129,600,000 voxels for 1,296,000 of its own");
    }

    @Test
    void refusesAFieldThatPlansDoNotHave() {
        String experiment = "{\"planner\": {\"overrides\": {\"3d_fullres\": {\"batchsize\": 3}}}}";
        assertThatThrownBy(() -> PlansFromFiles.plan(
                        fingerprint("[90, 120, 120]", "[2.0, 1.0, 1.0]"),
                        utf8(DATASET),
                        Optional.of(utf8(experiment)),
                        Optional.empty()))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("experiment.json /planner/overrides/3d_fullres/batchsize")
                .hasMessageContaining("did you mean \"batch_size\"?");
    }

    @Test
    void refusesATargetTooSmallForAnyPatch() {
        String experiment = "{\"planner\": {\"gpuMemoryTargetGib\": 0.000001}}";
        assertThatThrownBy(() -> PlansFromFiles.plan(
                        fingerprint("[90, 120, 120]", "[2.0, 1.0, 1.0]"),
                        utf8(DATASET),
                        Optional.of(utf8(experiment)),
                        Optional.empty()))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("/planner/gpuMemoryTargetGib");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"variant|\"nnUNetPlannerResEncM\"", "gpuMemoryTargetGib|24"})
    void refusesWhatOnlyPlanningReadsBesidePlansOfOnesOwn(String field, String value) {
        String experiment = "{\"planner\": {\"" + field + "\": " + value + "}}";
        byte[] fingerprint = fingerprint("[90, 120, 120]", "[2.0, 1.0, 1.0]");
        byte[] plans = PlansFromFiles.plan(fingerprint, utf8(DATASET), Optional.empty(), Optional.empty())
                .get("nnUNetPlans.json");
        assertThatThrownBy(() -> PlansFromFiles.plan(
                        fingerprint, utf8(DATASET), Optional.of(utf8(experiment)), Optional.of(plans)))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("experiment.json /planner/" + field + ": found");
    }

    @Test
    void namesWhatIsWrongInAFingerprint() {
        assertThatThrownBy(() -> PlansFromFiles.plan(utf8("{}"), utf8(DATASET), Optional.empty(), Optional.empty()))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("dataset_fingerprint.json");
    }

    private static byte[] fingerprint(String shape, String spacing) {
        return utf8(
                "{\"foreground_intensity_properties_per_channel\": {\"0\": {\"max\": 300, \"mean\": 100, \"median\": 100,"
                        + " \"min\": -50, \"percentile_00_5\": -10, \"percentile_99_5\": 200, \"std\": 30}},"
                        + " \"median_relative_size_after_cropping\": 1.0, \"shapes_after_crop\": [" + shape + ", "
                        + shape
                        + "], \"spacings\": [" + spacing + ", " + spacing + "]}");
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
