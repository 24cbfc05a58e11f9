package io.nephrite.local.client;

import java.util.List;

/**
 * What a training would cost.
 *
 * @param device {@code cpu} or {@code cuda}
 * @param seconds of all trainings, one after the other
 */
public record Estimate(String device, List<Training> trainings, double seconds) {
    public Estimate {
        trainings = List.copyOf(trainings);
    }

    public boolean onCpu() {
        return "cpu".equals(device);
    }

    /** One configuration and fold; {@code secondsPerIteration} is measured. */
    public record Training(
            String configuration, int epochs, int iterationsPerEpoch, double secondsPerIteration, double seconds) {}
}
