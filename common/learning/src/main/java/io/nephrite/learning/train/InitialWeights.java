package io.nephrite.learning.train;

import io.nephrite.core.json.Json;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Parameter;
import io.nephrite.learning.network.Tensor;
import io.nephrite.learning.network.TorchNetwork;
import io.nephrite.learning.network.WeightInitializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The first weights of a training that begins with those of another network: tensor by tensor the other's where name
 * and shape are equal and, for the heads, the classes are the same; drawn where not.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code load_pretrained_weights} takes everything but the heads, and fails where a shape
 * differs.
 *
 * @param tensors of every parameter
 * @param taken how many of them are the other network's
 * @param differences in sentences: which are drawn, and why
 */
public record InitialWeights(List<Tensor> tensors, int taken, List<String> differences) {
    private static final String HEADS = "decoder.seg_layers.";

    public InitialWeights {
        tensors = List.copyOf(tensors);
        differences = List.copyOf(differences);
    }

    /**
     * Takes the weights of another network over.
     *
     * @param given of the other network, whose momentum is not looked at
     */
    public static InitialWeights of(TrainingTask task, Checkpoint given) {
        NetworkSpec network = task.network();
        Map<String, Tensor> fresh = WeightInitializer.weights(network, task.seed(), task.fold());
        Map<String, Tensor> others = given.byName();
        boolean sameClasses = task.targets().equals(given.model().targets());
        List<Tensor> tensors = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        int taken = 0;
        for (Parameter parameter : network.parameters()) {
            String name = parameter.name();
            Tensor other = others.get(name);
            if (other == null) {
                differences.add(name + " is not in the given network");
            } else if (!Arrays.equals(other.shape(), parameter.shape())) {
                differences.add(name + " has shape " + Arrays.toString(parameter.shape()) + ", in the given network "
                        + Arrays.toString(other.shape()));
            } else if (name.startsWith(HEADS) && !sameClasses) {
                differences.add(name + " distinguishes other classes in the given network");
            } else {
                tensors.add(other);
                taken++;
                continue;
            }
            tensors.add(fresh.get(name));
        }
        for (Parameter parameter : given.model().network().parameters()) {
            if (!fresh.containsKey(parameter.name())) {
                differences.add(parameter.name() + " of the given network has no place in this one");
            }
        }
        return new InitialWeights(tensors, taken, differences);
    }

    /**
     * What a training goes on from that has done nothing yet.
     *
     * @param remarks for its log, the differences among them
     */
    public Checkpoint checkpoint(TrainingTask task, List<String> remarks) {
        TrainingProgress start = TrainingProgress.START;
        TrainingProgress told = new TrainingProgress(
                start.epoch(),
                start.iteration(),
                start.lossSum(),
                start.overflows(),
                start.seconds(),
                start.waitedSeconds(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                start.history(),
                remarks,
                Optional.empty());
        List<Tensor> momentum = task.network().trainable().stream()
                .map(p -> Tensor.zeros(TorchNetwork.momentumName(p), p.shape()))
                .toList();
        return new Checkpoint(
                ModelDescription.of(
                        task.configuration(),
                        task.channels(),
                        task.targets(),
                        task.settings(),
                        task.trainingCasesHash()),
                0,
                Json.mapper().valueToTree(told),
                Stream.concat(tensors.stream(), momentum.stream()).toList());
    }
}
