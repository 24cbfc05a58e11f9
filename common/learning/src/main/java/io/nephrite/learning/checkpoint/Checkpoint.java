package io.nephrite.learning.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.learning.network.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a network, and what is needed to continue its training.
 *
 * @param iteration training iterations so far, over all epochs: orders the checkpoints of a training
 * @param progress the training's own notes
 * @param tensors weights by nnU-Net's names, momentum under {@code momentum.<name>} where training may go on
 */
public record Checkpoint(ModelDescription model, long iteration, JsonNode progress, List<Tensor> tensors) {
    public Checkpoint {
        tensors = List.copyOf(tensors);
    }

    public Map<String, Tensor> byName() {
        Map<String, Tensor> byName = new LinkedHashMap<>();
        tensors.forEach(t -> byName.put(t.name(), t));
        return byName;
    }
}
