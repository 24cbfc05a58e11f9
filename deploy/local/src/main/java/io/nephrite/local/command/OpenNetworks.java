package io.nephrite.local.command;

import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.model.TrainedFold;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.predict.FoldEnsemble;
import io.nephrite.learning.predict.LogitPredictor;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import io.nephrite.local.command.PredictionRequest.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The networks of a prediction, each opened when it is first used. Used and closed by one thread. */
final class OpenNetworks implements AutoCloseable {
    private final PredictionRequest request;
    private final Map<Member, LogitPredictor> open = new HashMap<>();
    private final List<SlidingWindowPredictor> networks = new ArrayList<>();

    OpenNetworks(PredictionRequest request) {
        this.request = request;
    }

    /** The folds of a configuration together. */
    LogitPredictor of(Member member) {
        LogitPredictor found = open.get(member);
        if (found == null) {
            List<SlidingWindowPredictor> folds = new ArrayList<>();
            for (TrainedFold fold : member.folds()) {
                Checkpoint checkpoint = fold.checkpoint();
                TorchDevice device = request.device().get();
                Precision precision =
                        request.precision().orElseGet(() -> checkpoint.model().precision(device));
                folds.add(SlidingWindowPredictor.open(
                        checkpoint, request.settings(), precision, device, request.threads()));
                networks.add(folds.get(folds.size() - 1));
            }
            found = new FoldEnsemble(folds);
            open.put(member, found);
        }
        return found;
    }

    @Override
    public void close() {
        networks.forEach(SlidingWindowPredictor::close);
    }
}
