package io.nephrite.eval.step;

import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** What is known of one fold. Not thread-safe. */
final class FoldBoard {
    private final String configuration;
    private final String fold;
    private final Set<String> validation;
    private final Set<String> predicted = new TreeSet<>();
    private final Set<String> evaluated = new TreeSet<>();
    private Optional<Epoch> epoch = Optional.empty();
    private boolean trained;
    private boolean failed;

    /** @param validation case ids */
    FoldBoard(String configuration, String fold, Collection<String> validation) {
        this.configuration = configuration;
        this.fold = fold;
        this.validation = new TreeSet<>(validation);
    }

    /** The newest epoch. */
    record Epoch(
            int epoch,
            int epochs,
            double trainLoss,
            List<OptionalDouble> pseudoDice,
            double iterationsPerSecond,
            double etaSeconds) {
        static Epoch of(EpochCompleted event) {
            return new Epoch(
                    event.epoch(),
                    event.epochs(),
                    event.trainLoss(),
                    event.pseudoDice(),
                    event.iterationsPerSecond(),
                    event.etaSeconds());
        }
    }

    void epoch(Epoch newest) {
        if (epoch.isEmpty() || epoch.get().epoch() <= newest.epoch()) {
            epoch = Optional.of(newest);
        }
        failed = false;
    }

    void trained() {
        trained = true;
        failed = false;
    }

    void failed() {
        failed = true;
    }

    void predicted(String caseId) {
        predicted.add(caseId);
    }

    void evaluated(String caseId) {
        evaluated.add(caseId);
        predicted.add(caseId);
    }

    void skip(String caseId) {
        validation.remove(caseId);
    }

    boolean isTrained() {
        return trained;
    }

    int predictedCases() {
        return predicted.size();
    }

    int evaluatedCases() {
        return evaluated.size();
    }

    int validationCases() {
        return validation.size();
    }

    FoldProgress progress() {
        boolean running = epoch.isPresent() && !trained;
        return new FoldProgress(
                configuration,
                fold,
                state(),
                epoch.map(e -> e.epoch() + 1).orElse(0),
                epoch.map(Epoch::epochs).orElse(0),
                epoch.map(e -> OptionalDouble.of(e.trainLoss())).orElse(OptionalDouble.empty()),
                epoch.map(Epoch::pseudoDice).orElse(List.of()),
                epoch.map(e -> OptionalDouble.of(e.iterationsPerSecond())).orElse(OptionalDouble.empty()),
                running ? OptionalDouble.of(epoch.get().etaSeconds()) : OptionalDouble.empty(),
                predicted.size(),
                evaluated.size(),
                validation.size());
    }

    private String state() {
        if (evaluated.size() >= validation.size()) {
            return "evaluated";
        }
        if (failed) {
            return "failed";
        }
        if (trained) {
            return "predicting";
        }
        return epoch.isPresent() ? "training" : "waiting";
    }
}
