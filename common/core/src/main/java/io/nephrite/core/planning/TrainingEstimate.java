package io.nephrite.core.planning;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What the trainings of a version would cost on a machine, as {@code POST /estimates} of the trainer answers.
 *
 * @param device {@code cpu} or {@code cuda}
 * @param seconds of all trainings, one after the other
 */
public record TrainingEstimate(String device, List<Training> trainings, double seconds) {
    public TrainingEstimate {
        trainings = List.copyOf(trainings);
    }

    /** Of all trainings one after the other. */
    public static TrainingEstimate of(String device, List<Training> trainings) {
        return new TrainingEstimate(
                device,
                trainings,
                trainings.stream().mapToDouble(Training::seconds).sum());
    }

    @JsonIgnore
    public boolean onCpu() {
        return "cpu".equals(device);
    }

    /**
     * One fold of one configuration.
     *
     * @param secondsPerIteration measured
     */
    public record Training(
            String configuration,
            String fold,
            int epochs,
            int iterationsPerEpoch,
            double secondsPerIteration,
            double seconds) {}
}
