package io.nephrite.core.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against plans that nnU-Net 2.8.1 wrote; all fields equal but the dataset's name and the reader. */
class ExperimentPlannerReferenceTest {
    private static final Path REFERENCE = Path.of(System.getProperty("nephrite.shared", "absent"), "reference");

    @Test
    void plansAllMadeUpFingerprintsAsNnunetDoes() throws IOException {
        List<String> differences = new ArrayList<>();
        List<String> lines = Files.readAllLines(reference("planner_cases.jsonl"));
        for (String line : lines) {
            JsonNode reference = Json.mapper().readTree(line);
            PlannerVariant variant =
                    PlannerVariant.named(reference.get("planner").textValue());
            JsonNode target = reference.get("gpu_memory_target_in_gb");
            JsonNode ours = plan(
                    variant,
                    target.isNull() ? variant.defaultTargetGib() : target.doubleValue(),
                    reference.get("dataset_fingerprint"),
                    reference.get("dataset_json"));
            if (!ours.equals(comparable(reference.get("plans")))) {
                differences.add(
                        reference.get("id") + " " + firstDifference("", comparable(reference.get("plans")), ours));
            }
        }
        assertThat(differences).isEmpty();
        assertThat(lines).hasSize(200);
    }

    @Test
    void plansSmallKidneysAsNnunetDoes() throws IOException {
        assertEqualPlans(
                "kits_small",
                "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"a\":0,\"b\":1,\"c\":2}, \"numTraining\": 24}");
    }

    @Test
    void plansHippocampusAsNnunetDoes() throws IOException {
        assertEqualPlans(
                "hippocampus",
                "{\"channel_names\": {\"0\": \"MRI\"}, \"labels\": {\"a\":0,\"b\":1,\"c\":2}, \"numTraining\": 200}");
    }

    private static void assertEqualPlans(String folder, String datasetJson) throws IOException {
        JsonNode fingerprint = json(folder + "/dataset_fingerprint.json");
        ObjectNode reference = comparable(json(folder + "/nnUNetPlans.json"));
        // added by hand for tests of training
        ((ObjectNode) reference.get("configurations")).remove(List.of("3d_cpu", "3d_tiny", "3d_small"));
        JsonNode ours =
                plan(PlannerVariant.DEFAULT, 8, fingerprint, Json.mapper().readTree(datasetJson));
        assertThat(firstDifference("", reference, ours)).isEmpty();
    }

    private static JsonNode plan(PlannerVariant variant, double targetGib, JsonNode fingerprint, JsonNode dataset)
            throws IOException {
        List<String> channels = new ArrayList<>();
        dataset.get("channel_names").forEach(c -> channels.add(c.textValue()));
        DatasetFacts subject = new DatasetFacts(
                "any",
                channels,
                dataset.get("labels").size(),
                dataset.get("labels").size(),
                dataset.get("numTraining").intValue());
        TracedPlans planned = new ExperimentPlanner(variant, targetGib)
                .plan(Json.mapper().treeToValue(fingerprint, DatasetFingerprint.class), subject);
        return comparable(planned.plans().toJson());
    }

    private static ObjectNode comparable(JsonNode plans) throws IOException {
        // through text, so that numbers compare as they are written
        ObjectNode copy = (ObjectNode) Json.tree(Json.bytes(plans));
        copy.remove(List.of("dataset_name", "image_reader_writer"));
        return copy;
    }

    private static String firstDifference(String pointer, JsonNode expected, JsonNode found) {
        if (expected.equals(found)) {
            return "";
        }
        if (expected.isObject() && found != null && found.isObject()) {
            List<String> names = new ArrayList<>();
            expected.fieldNames().forEachRemaining(names::add);
            found.fieldNames().forEachRemaining(n -> {
                if (!names.contains(n)) {
                    names.add(n);
                }
            });
            for (String name : names) {
                if (!expected.has(name) || !expected.get(name).equals(found.get(name))) {
                    return firstDifference(pointer + "/" + name, expected.path(name), found.path(name));
                }
            }
        }
        return pointer + ": expected " + expected + ", found " + found;
    }

    private static JsonNode json(String path) throws IOException {
        return Json.tree(Files.readAllBytes(reference(path)));
    }

    private static Path reference(String path) {
        Path file = REFERENCE.resolve(path);
        assumeTrue(Files.exists(file), "reference results are absent, not compared with nnU-Net: " + file);
        return file;
    }
}
