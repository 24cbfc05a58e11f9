package io.nephrite.learning.nnunet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Parameter;
import io.nephrite.learning.network.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The content of a checkpoint of nnU-Net v2 ({@code checkpoint_final.pth}, {@code checkpoint_best.pth}) says. The
 * weights are read when they are asked for.
 */
public final class NnunetCheckpoint {
    private static final int DEEPEST = 64;
    private static final int MOST_VALUES = 2_000_000;

    /** nnU-Net lists each tensor of a block a second time under this name, and the encoder again below the decoder. */
    private static final String BLOCK_ALIAS = ".all_modules.";

    private static final String ENCODER_ALIAS = "decoder.encoder.";

    private final Path file;
    private final String trainerName;
    private final String configuration;
    private final List<Integer> mirroringAxes;
    private final JsonNode initArguments;
    private final Map<String, Object> weights;

    private NnunetCheckpoint(Path file, Map<String, Object> root, Map<String, Object> arguments) {
        this.file = file;
        trainerName = text(file, root, "trainer_name");
        configuration = text(file, arguments, "configuration");
        mirroringAxes = axes(file, Optional.ofNullable(root.get("inference_allowed_mirroring_axes")));
        initArguments = new Converter(file).json(arguments, 0);
        weights = textKeys(file, "network_weights", required(file, root, "network_weights"));
    }

    /**
     * Reads everything but the weights.
     *
     * @throws CheckpointException where the file is no checkpoint of nnU-Net, is not whole, or holds something that a
     *     checkpoint has no need of
     */
    public static NnunetCheckpoint read(Path file) throws IOException {
        try (TorchFile archive = new TorchFile(file)) {
            Map<String, Object> root = textKeys(file, "the file", archive.value());
            return new NnunetCheckpoint(file, root, textKeys(file, "init_args", required(file, root, "init_args")));
        }
    }

    /** Such as {@code nnUNetTrainer}. */
    public String trainerName() {
        return trainerName;
    }

    /** Such as {@code 3d_fullres}. */
    public String configuration() {
        return configuration;
    }

    /** Spatial axes (0 = first of the plan frame) that the network has learned to see mirrored, ascending. */
    public List<Integer> mirroringAxes() {
        return mirroringAxes;
    }

    /** {@code plans}, {@code dataset_json}, {@code fold} and others, as the training got them. */
    public JsonNode initArguments() {
        return initArguments.deepCopy();
    }

    /** Every name of the network's state, also those under which a tensor stands once more. */
    public List<String> stateNames() {
        return List.copyOf(weights.keySet());
    }

    /**
     * The weights by nnU-Net's names, in the order of the network's parameters.
     *
     * @param network as the plans describe it
     * @throws CheckpointException where a tensor is missing, has another shape, or has no place in that network
     */
    public List<Tensor> tensors(NetworkSpec network) throws IOException {
        Set<String> unknown = new TreeSet<>(weights.keySet());
        List<Tensor> tensors = new ArrayList<>();
        try (TorchFile archive = new TorchFile(file)) {
            for (Parameter parameter : network.parameters()) {
                String name = parameter.name();
                if (!(weights.get(name) instanceof StoredTensor stored)) {
                    throw new CheckpointException(
                            "%s: tensor %s of the network that the plans describe is missing".formatted(file, name));
                }
                if (!stored.shape().equals(shape(parameter))) {
                    throw new CheckpointException("%s: tensor %s has shape %s, but the plans describe %s"
                            .formatted(file, name, stored.shape(), shape(parameter)));
                }
                unknown.remove(name);
                tensors.add(archive.tensor(name, stored));
            }
        }
        unknown.removeIf(name -> name.startsWith(ENCODER_ALIAS) || name.contains(BLOCK_ALIAS));
        if (!unknown.isEmpty()) {
            throw new CheckpointException(
                    "%s: %d tensors have no place in the network that the plans describe, the first"
                                    .formatted(file, unknown.size())
                            + " one is " + unknown.iterator().next()
                            + "; use the plans that the checkpoint was trained with");
        }
        return tensors;
    }

    private static List<Long> shape(Parameter parameter) {
        return Arrays.stream(parameter.shape()).boxed().toList();
    }

    private static Object required(Path file, Map<String, Object> map, String key) {
        Object value = map.get(key);
        if (value == null) {
            throw new CheckpointException(
                    file + ": found no \"" + key + "\"; expected a checkpoint that nnU-Net v2 has written");
        }
        return value;
    }

    private static String text(Path file, Map<String, Object> map, String key) {
        if (required(file, map, key) instanceof String text) {
            return text;
        }
        throw new CheckpointException(file + ": \"" + key + "\" is no text");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> textKeys(Path file, String what, Object value) {
        if (value instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
            return (Map<String, Object>) map;
        }
        throw new CheckpointException(
                file + ": " + what + " is no dict with names; expected a checkpoint that nnU-Net v2 has written");
    }

    private static List<Integer> axes(Path file, Optional<Object> value) {
        if (value.isEmpty() || value.get().equals(Optional.empty())) {
            return List.of();
        }
        if (value.get() instanceof List<?> list
                && list.stream().allMatch(a -> a instanceof Long n && n >= 0 && n < 3)) {
            return list.stream().map(a -> ((Long) a).intValue()).sorted().toList();
        }
        throw new CheckpointException(
                file + ": \"inference_allowed_mirroring_axes\" is " + value.get() + ", expected axes 0, 1 and 2");
    }

    /**
     * Turns pickled values into JSON; of tensors and bytes it keeps nothing. Values that hold themselves are refused.
     */
    private static final class Converter {
        private final Path file;
        private int values;

        Converter(Path file) {
            this.file = file;
        }

        JsonNode json(Object value, int depth) {
            if (depth > DEEPEST || ++values > MOST_VALUES) {
                throw new CheckpointException(file + ": init_args is deeper or larger than any that nnU-Net writes");
            }
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            if (value instanceof Map<?, ?> map) {
                ObjectNode object = nodes.objectNode();
                map.forEach((key, item) -> object.set(key.toString(), json(item, depth + 1)));
                return object;
            }
            if (value instanceof List<?> list) {
                ArrayNode array = nodes.arrayNode();
                list.forEach(item -> array.add(json(item, depth + 1)));
                return array;
            }
            if (value instanceof String text) {
                return nodes.textNode(text);
            }
            if (value instanceof Long number) {
                return nodes.numberNode(number);
            }
            if (value instanceof Double number) {
                return nodes.numberNode(number);
            }
            if (value instanceof Boolean truth) {
                return nodes.booleanNode(truth);
            }
            return nodes.nullNode();
        }
    }
}
