package io.nephrite.local.command;

import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.TrainedConfiguration;
import io.nephrite.learning.model.TrainedFold;
import io.nephrite.learning.network.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is predicted, with what, to where.
 *
 * @param members whose probabilities are averaged
 * @param filters of each set of labels in turn only the largest connected component is kept
 * @param precision of the networks; absent: as the device is fast, float32 on a CPU
 * @param device asked for late, since that loads the engine
 * @param previousStage folder with the label maps of the previous stage of a cascade, {@code <case>} and the ending of
 *     the dataset's files; where several configurations predict, a previous stage predicts each case before its next
 * @param part of the cases: those whose place in the order, modulo {@code parts}, it is
 * @param overwrite whether outputs that are there are made again
 * @param probabilities whether they are written too
 * @param quiet whether nothing is drawn while a case is in the network
 */
record PredictionRequest(
        Model model,
        List<Member> members,
        List<List<Integer>> filters,
        PredictionSettings settings,
        Optional<Precision> precision,
        Supplier<TorchDevice> device,
        int threads,
        Path images,
        Path out,
        Optional<Path> previousStage,
        int part,
        int parts,
        boolean overwrite,
        boolean probabilities,
        boolean strict,
        boolean quiet) {
    PredictionRequest {
        members = List.copyOf(members);
        filters = filters.stream().map(List::copyOf).toList();
    }

    /**
     * A configuration that predicts.
     *
     * @param folds of it, whose logits are averaged
     */
    record Member(TrainedConfiguration configuration, List<TrainedFold> folds) {
        Member {
            folds = List.copyOf(folds);
        }

        String name() {
            return configuration.name();
        }

        List<String> foldNames() {
            return folds.stream().map(TrainedFold::fold).toList();
        }

        /** Such as {@code 2d, mean of folds 0, 1}. */
        String said() {
            return name() + ", " + (folds.size() == 1 ? "fold " : "mean of folds ") + String.join(", ", foldNames());
        }
    }
}
