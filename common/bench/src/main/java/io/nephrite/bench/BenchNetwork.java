package io.nephrite.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.core.plans.Plans;
import io.nephrite.learning.device.CudaCard;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.NetworkScript;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Parameter;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.network.ScriptKernels;
import io.nephrite.learning.network.ScriptOptions;
import io.nephrite.learning.network.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A network to measure, with kidney and tumour as its classes: {@code full} is nnU-Net's of KiTS19 with patches of 128³ and
 * batches of 2, {@code small} is for machines without a GPU.
 */
record BenchNetwork(String name, ConfigurationPlan plan) {
    static final LabelMap LABELS = LabelMap.of("background", "kidney", "tumor");
    static final int CHANNELS = 1;
    static final double WEIGHT_DECAY = 3e-5;

    static BenchNetwork of(String name) throws IOException {
        try (InputStream in = BenchNetwork.class.getResourceAsStream("gpu-plans.json")) {
            return new BenchNetwork(name, Plans.parse(in.readAllBytes()).configuration(name));
        }
    }

    TargetScheme targets() {
        return TargetScheme.of(LABELS);
    }

    NetworkSpec spec() {
        return new NetworkSpec(plan.architecture(), CHANNELS, targets().outputs());
    }

    PatchGeometry geometry() {
        return PatchGeometry.of(plan);
    }

    /**
     * Writes the archives that the trainer would load, one for each precision and kind of kernels, without their weights, and {@code
     * <name>.json} which describes the network to check.py.
     */
    void writeArchives(Path folder) throws IOException {
        NetworkSpec spec = spec();
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        spec.parameters().forEach(p -> zeros.put(p.name(), Tensor.zeros(p.name(), p.shape())));
        for (Precision precision : Precision.values()) {
            TorchDevice card = TorchDevice.of(CudaCard.unknown(0));
            writeArchive(folder, precision, TorchDevice.CPU, ScriptKernels.HOST, "cpu", zeros);
            writeArchive(folder, precision, card, ScriptKernels.CARD, "cuda", zeros);
            writeArchive(folder, precision, card, ScriptKernels.CARD_CHANNELS_LAST, "cuda-channels-last", zeros);
        }
        Files.write(folder.resolve(name + ".json"), Json.pretty(description(spec)));
    }

    private void writeArchive(
            Path folder,
            Precision precision,
            TorchDevice device,
            ScriptKernels kernels,
            String kind,
            Map<String, Tensor> weights)
            throws IOException {
        Path whole = Files.createTempFile(folder, name, ".pt");
        try {
            ScriptOptions options = new ScriptOptions(
                    precision, plan.batchDice(), WEIGHT_DECAY, device, kernels, true, List.of(0, 1, 2));
            NetworkScript.write(whole, spec(), targets(), options, weights);
            copyWithoutWeights(whole, folder.resolve(name + "-" + precision.json() + "-" + kind + ".zip"));
        } finally {
            Files.delete(whole);
        }
    }

    private ObjectNode description(NetworkSpec spec) {
        ObjectNode description = Json.mapper().createObjectNode();
        description.put("batch", plan.batchSize()).put("channels", CHANNELS).put("outputs", spec.outputs());
        description.put("batchDice", plan.batchDice()).put("weightDecay", WEIGHT_DECAY);
        description.set("patch", Json.mapper().valueToTree(plan.patchSize()));
        description.set("architecture", plan.architecture().toJson());
        description.set("headWeights", Json.mapper().valueToTree(spec.headWeights()));
        description.set("headDivisors", Json.mapper().valueToTree(spec.headDivisors()));
        ArrayNode trainable = description.putArray("trainable");
        spec.trainable().stream().map(Parameter::name).forEach(trainable::add);
        ArrayNode stepped = description.putArray("steppedOnCard");
        spec.stepped(ScriptKernels.CARD).stream().map(Parameter::name).forEach(stepped::add);
        return description;
    }

    private static void copyWithoutWeights(Path whole, Path target) throws IOException {
        try (ZipFile from = new ZipFile(whole.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(target))) {
            for (Enumeration<? extends ZipEntry> entries = from.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String inside = entry.getName().substring(entry.getName().indexOf('/') + 1);
                if (!inside.startsWith("data/")) {
                    to.putNextEntry(new ZipEntry(inside));
                    from.getInputStream(entry).transferTo(to);
                    to.closeEntry();
                }
            }
        }
    }
}
