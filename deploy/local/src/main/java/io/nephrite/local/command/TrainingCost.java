package io.nephrite.local.command;

import io.nephrite.local.client.Estimate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What nnU-Net's own training would cost on a machine without a GPU, told before it is begun. */
final class TrainingCost {
    private TrainingCost() {}

    /** @throws WorkFailedException where the training would run on a CPU */
    static void requireConsent(Estimate estimate, Terminal terminal) {
        if (!estimate.onCpu()) {
            return;
        }
        terminal.line("There is no GPU here and no experiment was given, so training would be nnU-Net's own:");
        Map<Estimate.Training, Integer> folds = new LinkedHashMap<>();
        estimate.trainings().forEach(training -> folds.merge(training, 1, Integer::sum));
        folds.forEach((training, count) -> terminal.line(String.format(
                Locale.ROOT,
                "  %s: %d epochs x %d iterations at %.2f s (measured) = %s per fold, %d fold%s",
                training.configuration(),
                training.epochs(),
                training.iterationsPerEpoch(),
                training.secondsPerIteration(),
                days(training.seconds()),
                count,
                count == 1 ? "" : "s")));
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
