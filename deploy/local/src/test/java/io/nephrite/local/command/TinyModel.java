package io.nephrite.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.Tensor;
import io.nephrite.learning.network.WeightInitializer;
import io.nephrite.testkit.PlannedDataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A results folder with one fold of a network of three stages whose weights are those that training begins with. */
final class TinyModel {
    private static final String CONFIGURATION = PlannedDataset.CONFIGURATION;

    private TinyModel() {}

    static Path write(Path results, int channels) throws IOException {
        Files.createDirectories(results);
        StringBuilder names = new StringBuilder();
        for (int c = 0; c < channels; c++) {
            names.append(c == 0 ? "" : ", ").append("\"%d\": \"MR%d\"".formatted(c, c));
        }
        Files.writeString(
                results.resolve("dataset.json"),
                "{\"channel_names\": {" + names + "}, \"labels\": {\"background\": 0, \"outer\": 1, \"inner\": 2},"
                        + " \"numTraining\": 4, \"file_ending\": \".nii.gz\"}");
        Files.writeString(results.resolve("experiment.json"), "{\"prediction\": {\"mirroring\": false}}");
        ObjectNode document = plans();
        ObjectNode configuration = (ObjectNode) document.at("/configurations/" + CONFIGURATION);
        repeat((ArrayNode) configuration.get("normalization_schemes"), channels);
        repeat((ArrayNode) configuration.get("use_mask_for_norm"), channels);
        Files.write(results.resolve("nnUNetPlans.json"), Json.bytes(document));
        fold(results, Plans.parse(Json.bytes(document)).configuration(CONFIGURATION), channels);
        return results;
    }

    /** Adds a configuration of coarser voxels, trained too, to a model of one channel. */
    static void addLowres(Path results) throws IOException {
        Path file = results.resolve("nnUNetPlans.json");
        ObjectNode document = (ObjectNode) Json.tree(Files.readAllBytes(file));
        ObjectNode configurations = (ObjectNode) document.get("configurations");
        ObjectNode lowres = configurations.get(CONFIGURATION).deepCopy();
        lowres.put("data_identifier", "nnUNetPlans_" + PlannedDataset.LOWRES);
        ArrayNode spacing = (ArrayNode) lowres.get("spacing");
        for (int axis = 0; axis < spacing.size(); axis++) {
            spacing.set(axis, spacing.get(axis).asDouble() * 1.5);
        }
        configurations.set(PlannedDataset.LOWRES, lowres);
        Files.write(file, Json.bytes(document));
        fold(results, Plans.parse(Json.bytes(document)).configuration(PlannedDataset.LOWRES), 1);
    }

    private static void fold(Path results, ConfigurationPlan plan, int channels) {
        ModelDescription model = ModelDescription.of(
                plan, channels, TargetScheme.softmax(3, Optional.empty()), TrainingSettings.DEFAULTS, Optional.empty());
        List<Tensor> tensors =
                List.copyOf(WeightInitializer.weights(model.network(), 7, "0").values());
        new CheckpointStore(new FolderObjectStore(results), plan.name() + "/fold_0/")
                .save(CheckpointStore.Kind.FINAL, new Checkpoint(model, 0, Json.tree("{}".getBytes(UTF_8)), tensors));
    }

    private static ObjectNode plans() throws IOException {
        try (InputStream in = PlannedDataset.class.getResourceAsStream("tiny-plans.json")) {
            return (ObjectNode) Json.tree(in.readAllBytes());
        }
    }

    private static void repeat(ArrayNode values, int count) {
        while (values.size() < count) {
            values.add(values.get(0));
        }
    }
}
