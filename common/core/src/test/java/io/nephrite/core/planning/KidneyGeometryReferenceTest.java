package io.nephrite.core.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.PlannerSettings;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The 210 KiTS19 geometries, native and resampled to 3.22 × 1.62 × 1.62 mm, against nnU-Net v2 and v1. */
class KidneyGeometryReferenceTest {
    private static final Path REFERENCE = Path.of(System.getProperty("nephrite.shared", "absent"), "reference");
    private static final double[] WINNERS_SPACING = {3.22, 1.62, 1.62};

    @Test
    void plansNativeGeometriesAsNnunetDoes() throws IOException {
        assertPlans(kidneys(false), "Dataset900_KiTS210native");
    }

    @Test
    void plansResampledGeometriesAsNnunetDoes() throws IOException {
        assertPlans(kidneys(true), "Dataset901_KiTS210res322");
    }

    @Test
    void plansSmallKidneysAsNnunetV1Does() throws IOException {
        DatasetFingerprint fingerprint =
                DatasetFingerprint.parse(Files.readAllBytes(reference("kits_small/dataset_fingerprint.json")));
        TracedPlans planned = plan(fingerprint, "ExperimentPlanner3D_v21");
        for (String dimensions : List.of("3D", "2D")) {
            ObjectNode expected =
                    (ObjectNode) Json.tree(Files.readAllBytes(reference("v1/plans_v1_" + dimensions + ".json")));
            ObjectNode found = text(planned.v1Documents().get("nnUNetPlansv2.1_plans_" + dimensions));
            for (ObjectNode document : List.of(expected, found)) {
                // other intensities in the fingerprint, and names of files
                document.remove(List.of(
                        "dataset_properties",
                        "list_of_npz_files",
                        "original_spacings",
                        "original_sizes",
                        "preprocessed_data_folder"));
            }
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void takesV1PlansThatWereExportedToJson() throws IOException {
        Plans plans = Plans.parse(Files.readAllBytes(reference("v1/plans_v1_3D.json")));
        ConfigurationPlan full = plans.configuration("3d_fullres");
        assertThat(full.patchSize()).containsExactly(56, 160, 160);
        assertThat(full.preprocessingOrder()).isEqualTo(PreprocessingOrder.V1);
        assertThat(full.architecture().featuresPerStage()).containsExactly(32, 64, 128, 256, 320, 320);
        assertThat(plans.intensityProperties().get("0").percentile995()).isEqualTo(242);
        assertThat(Plans.parse(Files.readAllBytes(reference("v1/plans_v1_2D.json")))
                        .configuration("2d")
                        .batchSize())
                .isEqualTo(50);
    }

    private static void assertPlans(DatasetFingerprint fingerprint, String name) throws IOException {
        JsonNode expected = Json.tree(Files.readAllBytes(reference("kits19_geometry/plans_real210.json")));
        TracedPlans v2 = plan(fingerprint, "ExperimentPlanner");
        JsonNode expectedV2 = expected.get("v2_" + name);
        List<String> configurations = new ArrayList<>();
        expectedV2.fieldNames().forEachRemaining(configurations::add);
        configurations.remove("transpose_forward");
        ObjectNode found = Json.mapper().createObjectNode();
        found.set("transpose_forward", v2.plans().toJson().get("transpose_forward"));
        for (String configuration : configurations) {
            JsonNode plan = v2.plans().configuration(configuration).toJson();
            ObjectNode fields = found.putObject(configuration);
            List.of("spacing", "median_image_size_in_voxels", "patch_size", "batch_size", "batch_dice")
                    .forEach(field -> fields.set(field, plan.get(field)));
            JsonNode network = plan.at("/architecture/arch_kwargs");
            fields.set("strides", network.get("strides"));
            fields.set("kernels", network.get("kernel_sizes"));
            fields.set("features", network.get("features_per_stage"));
        }
        assertThat(text(found)).isEqualTo(expectedV2);
        assertThat(v2.plans().has("3d_lowres")).isEqualTo(expectedV2.has("3d_lowres"));

        TracedPlans v1 = plan(fingerprint, "ExperimentPlanner3D_v21");
        for (String dimensions : List.of("3D", "2D")) {
            JsonNode document = v1.v1Documents().get("nnUNetPlansv2.1_plans_" + dimensions);
            assertThat(text(document.get("plans_per_stage"))).isEqualTo(expected.get("v1_" + dimensions + "_" + name));
        }
    }

    private static TracedPlans plan(DatasetFingerprint fingerprint, String variant) {
        return PlansSource.plan(
                fingerprint,
                new DatasetFacts(
                        "any", List.of("CT"), 3, 3, fingerprint.spacings().size()),
                new PlannerSettings(variant, Optional.empty(), Optional.empty(), Map.of()));
    }

    /** Array frame of NIfTI files: their axes reversed. */
    private static DatasetFingerprint kidneys(boolean resampled) throws IOException {
        List<Shape3> shapes = new ArrayList<>();
        List<Spacing> spacings = new ArrayList<>();
        List<String> lines = Files.readAllLines(reference("kits19_geometry/kits19_stats.csv"));
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split(",", -1);
            int[] size = new int[3];
            double[] mm = new double[3];
            for (int d = 0; d < 3; d++) {
                double old = Double.parseDouble(columns[4 + d]);
                int voxels = Integer.parseInt(columns[1 + d]);
                mm[2 - d] = resampled ? WINNERS_SPACING[d] : old;
                size[2 - d] = resampled ? (int) Math.rint(voxels * old / WINNERS_SPACING[d]) : voxels;
            }
            shapes.add(Shape3.of(size));
            spacings.add(Spacing.of(mm));
        }
        IntensityProperties any = new IntensityProperties(300, 100, 100, -100, -50, 250, 50);
        return new DatasetFingerprint(Map.of("0", any), 1, shapes, spacings);
    }

    private static ObjectNode text(JsonNode node) {
        return (ObjectNode) Json.tree(Json.bytes(node));
    }

    private static Path reference(String path) {
        Path file = REFERENCE.resolve(path);
        assumeTrue(Files.exists(file), "SKIPPED, reference results are absent: " + file);
        return file;
    }
}
