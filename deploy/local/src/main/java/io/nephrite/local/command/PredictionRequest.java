package io.nephrite.local.command;

import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.TrainedConfiguration;
import io.nephrite.learning.model.TrainedFold;
import io.nephrite.learning.network.TorchDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is predicted, with what, to where.
 *
 * @param folds of the configuration, whose logits are averaged
 * @param device asked for late, since that loads the engine
 * @param previousStage folder with the label maps of the previous stage of a cascade, {@code <case>} and the ending of the
 *     dataset's files
 * @param part of the cases: those whose place in the order, modulo {@code parts}, it is
 * @param overwrite whether outputs that are there are made anew
 * @param probabilities whether they are written too
 * @param quiet whether nothing is drawn while a case is in the network
 */
record PredictionRequest(
        Model model,
        TrainedConfiguration configuration,
        List<TrainedFold> folds,
        PredictionSettings settings,
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
        folds = List.copyOf(folds);
    }
}
