package io.nephrite.learning.nnunet;

import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Parameter;
import io.nephrite.learning.network.Tensor;
import io.nephrite.learning.network.TorchArchive;
import io.nephrite.learning.network.TorchPickle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a checkpoint that nnU-Net v2 predicts with. It names no functions but those that rebuild a tensor.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code nnUNetPredictor.initialize_from_trained_model_folder}: weights (every name of the
 * network's state, blocks and encoder under each of their names), trainer, configuration, mirrored axes.
 */
public final class NnunetCheckpointWriter {
    private static final String TRAINER = "nnUNetTrainer";
    private static final String CONV = ".conv.";
    private static final String NORM = ".norm.";
    private static final String ENCODER = "encoder.";

    private NnunetCheckpointWriter() {}

    /**
     * Writes a checkpoint.
     *
     * @param weights of every parameter, by name
     * @param mirroringAxes that the training has mirrored, ascending
     */
    public static void write(
            Path file,
            NetworkSpec network,
            Map<String, Tensor> weights,
            String configuration,
            String fold,
            List<Integer> mirroringAxes)
            throws IOException {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("network_weights", named(network, weights));
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("configuration", configuration);
        arguments.put("fold", fold.equals("all") ? fold : (Object) Integer.valueOf(fold));
        root.put("init_args", arguments);
        root.put("trainer_name", TRAINER);
        root.put(
                "inference_allowed_mirroring_axes",
                mirroringAxes.stream().mapToInt(Integer::intValue).toArray());
        TorchPickle pickle = new TorchPickle();
        pickle.value(root);
        byte[] bytes = pickle.bytes();
        try (TorchArchive archive = new TorchArchive(file, "archive")) {
            archive.entry("data.pkl", ByteBuffer.wrap(bytes));
            archive.entry("byteorder", ByteBuffer.wrap("little".getBytes(StandardCharsets.US_ASCII)));
            archive.storages(pickle.tensors());
            archive.entry("version", ByteBuffer.wrap("3\n".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    /** Each tensor under all names that it has in nnU-Net's network. */
    private static Map<String, Tensor> named(NetworkSpec network, Map<String, Tensor> weights) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (Parameter parameter : network.parameters()) {
            String name = parameter.name();
            Tensor tensor = weights.get(name);
            put(named, name, tensor);
            inBlock(name).ifPresent(alias -> put(named, alias, tensor));
        }
        return named;
    }

    private static void put(Map<String, Tensor> named, String name, Tensor tensor) {
        named.put(name, tensor);
        if (name.startsWith(ENCODER)) {
            named.put("decoder." + name, tensor);
        }
    }

    /** A block lists its convolution and its norm once more, by number. */
    private static Optional<String> inBlock(String name) {
        int conv = name.lastIndexOf(CONV);
        int norm = name.lastIndexOf(NORM);
        if (conv >= 0) {
            return Optional.of(name.substring(0, conv) + ".all_modules.0." + name.substring(conv + CONV.length()));
        }
        return norm >= 0
                ? Optional.of(name.substring(0, norm) + ".all_modules.1." + name.substring(norm + NORM.length()))
                : Optional.empty();
    }
}
