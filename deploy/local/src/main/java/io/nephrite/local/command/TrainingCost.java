package io.nephrite.local.command;

import io.nephrite.core.planning.TrainingEstimate;
import io.nephrite.core.planning.TrainingEstimate.Training;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Estimates what nnU-Net's default training would take on a machine without a GPU, so that it can be said before it
 * starts.
 */
final class TrainingCost {
    private TrainingCost() {}

    /** @throws WorkFailedException where the training would run on a CPU */
    static void requireConsent(TrainingEstimate estimate, Terminal terminal) {
        if (!estimate.onCpu()) {
            return;
        }
        terminal.line("There is no GPU here and no experiment was given, so training would be nnU-Net's own:");
        Map<String, List<Training>> byConfiguration = estimate.trainings().stream()
                .collect(Collectors.groupingBy(Training::configuration, LinkedHashMap::new, Collectors.toList()));
        byConfiguration.forEach((configuration, folds) -> {
            Training one = folds.get(0);
            terminal.line(String.format(
                    Locale.ROOT,
                    "  %s: %d epochs x %d iterations at %.2f s (measured) = %s per fold, %d fold%s",
                    configuration,
                    one.epochs(),
                    one.iterationsPerEpoch(),
                    one.secondsPerIteration(),
                    days(one.seconds()),
                    folds.size(),
                    folds.size() == 1 ? "" : "s"));
        });
        throw new WorkFailedException(
                ExitCode.NOT_CONFIRMED,
                "all folds would take " + days(estimate.seconds()) + " on this machine. Go on with --yes, or give a "
                        + "smaller experiment: --experiment deploy/recipes/hippocampus-cpu.json (or your own copy)");
    }

    private static String days(double seconds) {
        return seconds < 2 * 86400
                ? String.format(Locale.ROOT, "%.1f hours", seconds / 3600)
                : String.format(Locale.ROOT, "%.1f days", seconds / 86400);
    }
}
