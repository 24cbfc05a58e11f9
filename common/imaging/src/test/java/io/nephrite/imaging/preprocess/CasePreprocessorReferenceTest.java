package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.NormalizationScheme;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingOrder;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.SharedCases;
import io.nephrite.imaging.resample.ResamplingPlan;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.SharedData;
import io.nephrite.testkit.SmallReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with cases that nnU-Net 2.8.1 preprocessed, and version 1's order with its formulas. */
class CasePreprocessorReferenceTest {
    private static final double TOLERANCE = 1e-4;
    private static final List<List<Integer>> CLASSES = List.of(List.of(1), List.of(2));

    @ParameterizedTest
    @ValueSource(strings = {"case_00002", "case_00021", "case_00109", "case_00206"})
    void makesTheSameKidneyCases(String caseId) {
        agrees(
                SharedData.path("reference/kits_small"),
                SharedData.path("data/Task040_KiTS_small"),
                caseId,
                caseId + "_0000");
    }

    /** One case is resampled slice by slice, as its spacing is anisotropic, and the other one in three dimensions. */
    @ParameterizedTest
    @ValueSource(strings = {"phantom_0", "phantom_1"})
    void makesTheSamePhantoms(String caseId) {
        agrees(SmallReference.path("phantom"), SmallReference.path("Dataset901_Phantom"), caseId, caseId + "_0000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hippocampus_001", "hippocampus_003"})
    void makesTheSameHippocampusCases(String caseId) {
        agrees(SharedData.path("reference/hippocampus"), SharedData.path("data/Task04_Hippocampus"), caseId, caseId);
    }

    /** By the formulas of the specification, section 6; see {@code make_rules.py}. */
    @Test
    void makesTheSameCaseInTheOrderOfVersion1() {
        Map<String, ReferenceArray> rules = ReferenceNumbers.npz(ResamplingPlan.class, "rules.npz");
        IntensityProperties ct = new IntensityProperties(300, 100, 100, 0, 20, 210, 40);
        PreprocessingParameters parameters = new PreprocessingParameters(
                PreprocessingOrder.V1,
                AxisOrder.of(2, 0, 1),
                List.of(2.5, 1.4, 0.9),
                List.of(NormalizationScheme.CT, NormalizationScheme.Z_SCORE),
                List.of(false, true),
                Map.of("0", ct),
                3,
                0,
                1,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                CLASSES,
                Optional.empty());
        Shape3 shape = new Shape3(12, 9, 5);
        Spacing spacing = new Spacing(1, 1.2, 4);
        ImageVolume image = new ImageVolume(rules.get("v1_image").floats(), 2, shape, spacing);
        LabelVolume label = new LabelVolume(rules.get("v1_labels").bytes(), shape, spacing);

        PreprocessedCase ours = new CasePreprocessor(parameters, 2).preprocess("c", image, Optional.of(label));

        assertThat(ours.segmentation().int8()).isEqualTo(rules.get("v1_seg").bytes());
        assertThat(SharedCases.greatestDifference(
                        ours.image(), rules.get("v1_data").floats()))
                .isLessThan(1e-5);
    }

    private static void agrees(Path reference, Path data, String caseId, String imageName) {
        Plans plans = Plans.parse(SharedCases.bytes(reference.resolve("nnUNetPlans.json")));
        PreprocessingParameters parameters =
                PreprocessingParameters.of(plans, plans.configuration("3d_fullres"), CLASSES, Optional.empty());
        ImageVolume image = SharedCases.image(data.resolve("imagesTr/" + imageName + ".nii.gz"))
                .volume();
        LabelVolume label = SharedCases.label(data.resolve("labelsTr/" + caseId + ".nii.gz"));

        PreprocessedCase ours = new CasePreprocessor(parameters, 2).preprocess(caseId, image, Optional.of(label));

        Path folder = reference.resolve("preprocessed_3d_fullres");
        Map<String, ReferenceArray> theirs = ReferenceNumbers.npz(folder.resolve(caseId + ".npz"));
        assertThat(SharedCases.greatestDifference(
                        ours.image(), theirs.get("data").floats()))
                .isLessThan(TOLERANCE);
        assertThat(ours.segmentation().int8()).isEqualTo(theirs.get("seg").bytes());
        sameProperties(ours.properties(), Json.tree(SharedCases.bytes(folder.resolve(caseId + ".json"))));
    }

    private static void sameProperties(CaseProperties ours, JsonNode theirs) {
        JsonNode json = Json.tree(Json.bytes(ours));
        for (String field : List.of(
                "spacing",
                "shape_before_cropping",
                "shape_after_cropping_and_before_resampling",
                "bbox_used_for_cropping")) {
            assertThat(json.get(field)).as(field).isEqualTo(theirs.get(field));
        }
        if (theirs.has("new_shape")) {
            assertThat(ours.shape()).isEqualTo(Json.mapper().convertValue(theirs.get("new_shape"), Shape3.class));
        }
        if (theirs.has("class_locations")) {
            assertThat(json.get("class_locations")).isEqualTo(theirs.get("class_locations"));
        } else {
            theirs.get("class_locations_count").properties().forEach(count -> {
                JsonNode locations = json.get("class_locations").get(count.getKey());
                JsonNode first = theirs.get("class_locations_first5").get(count.getKey());
                assertThat(locations).hasSize(count.getValue().asInt());
                for (int i = 0; i < first.size(); i++) {
                    assertThat(locations.get(i)).isEqualTo(first.get(i));
                }
            });
        }
    }
}
