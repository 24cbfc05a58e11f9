package io.nephrite.learning.checkpoint;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.PrecisionChoice;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Precision;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The architecture, labels and settings that are needed to use a network's weights.
 *
 * @param configurationName such as {@code 3d_fullres}
 * @param configuration in nnU-Net's spelling, with everything that it inherits
 * @param channels of the image
 * @param mirroring whether the network has learned to see mirrored images
 * @param mirroringAxes spatial axes (0 = first of the plan frame) that the network has seen mirrored, where these are
 *     not all; without meaning where {@code mirroring} is false
 * @param trainingPrecision {@code training.precision}
 * @param trainingCasesHash names the cases that the weights were trained on, as the fold's lineage.json lists them
 */
public record ModelDescription(
        String configurationName,
        JsonNode configuration,
        int channels,
        TargetScheme targets,
        boolean mirroring,
        Optional<List<Integer>> mirroringAxes,
        PrecisionChoice trainingPrecision,
        Optional<String> trainingCasesHash) {
    public ModelDescription {
        mirroringAxes = mirroringAxes.map(List::copyOf);
        // checkpoints of before Nephrite kept it say nothing of it
        trainingPrecision = trainingPrecision == null ? PrecisionChoice.AUTO : trainingPrecision;
    }

    public static ModelDescription of(
            ConfigurationPlan plan,
            int channels,
            TargetScheme targets,
            TrainingSettings settings,
            Optional<String> trainingCasesHash) {
        return new ModelDescription(
                plan.name(),
                plan.toJson(),
                channels,
                targets,
                settings.mirroring(),
                Optional.empty(),
                settings.precision(),
                trainingCasesHash);
    }

    /**
     * Of a network that was trained elsewhere.
     *
     * @param mirroringAxes that it has seen mirrored, ascending; empty: none
     */
    public static ModelDescription foreign(
            ConfigurationPlan plan, int channels, TargetScheme targets, List<Integer> mirroringAxes) {
        return new ModelDescription(
                plan.name(),
                plan.toJson(),
                channels,
                targets,
                !mirroringAxes.isEmpty(),
                Optional.of(mirroringAxes),
                TrainingSettings.DEFAULTS.precision(),
                Optional.empty());
    }

    /** Spatial axes, 0 = first of the network's, that the network has learned to see mirrored; ascending. */
    @JsonIgnore
    public List<Integer> learnedAxes() {
        List<Integer> all = IntStream.range(0, plan().dimensions()).boxed().toList();
        return mirroring ? mirroringAxes.orElse(all) : List.of();
    }

    /**
     * What to predict in: as fast as the device allows; float32 where the user has asked for it to train with, and half
     * precision on a GPU where the user has asked for that.
     */
    public Precision precision(TorchDevice device) {
        boolean isKept = trainingPrecision == PrecisionChoice.FP32
                || (trainingPrecision == PrecisionChoice.FP16 && device.isGpu());
        return Precision.of(isKept ? trainingPrecision : PrecisionChoice.AUTO, device);
    }

    public ConfigurationPlan plan() {
        ObjectNode plans = Json.mapper().createObjectNode();
        plans.put("plans_name", "checkpoint");
        plans.putArray("transpose_forward").add(0).add(1).add(2);
        plans.putArray("transpose_backward").add(0).add(1).add(2);
        plans.putObject("foreground_intensity_properties_per_channel");
        plans.putObject("configurations").set(configurationName, alone());
        return Plans.of(plans).configuration(configurationName);
    }

    /** Without the configurations that it points to: they are not needed to run the network. */
    private ObjectNode alone() {
        ObjectNode copy = configuration.deepCopy();
        copy.remove("previous_stage");
        copy.remove("next_stage");
        return copy;
    }

    /** The configuration whose segmentation the network needs beside the image; empty where it is no cascade's. */
    public Optional<String> previousStage() {
        return Optional.ofNullable(configuration.get("previous_stage"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText);
    }

    /** Labels of the previous stage that the network sees beside the image, one channel each. */
    public List<Integer> previousLabels() {
        return previousStage().isPresent() ? targets.labels() : List.of();
    }

    public NetworkSpec network() {
        return new NetworkSpec(
                plan().architecture(), channels + previousLabels().size(), targets.outputs());
    }
}
