package io.nephrite.trainer.step;

import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.job.Job;
import io.nephrite.core.json.ContentHash;

/** Names and ranks the jobs of the trainer: predictions first, since they take minutes and finish what is begun. */
public final class TrainerJobs {
    private static final int PREDICTION = 0;
    private static final int TRAINING = 100;

    private TrainerJobs() {}

    /**
     * One job per training and version, and one at a time per training: a second version that asks for the same training
     * waits until the first one's job has ended, then finds its files.
     */
    public static Job of(TrainingRequested request) {
        int fold = request.fold().chars().allMatch(Character::isDigit) ? Integer.parseInt(request.fold()) : 0;
        return Job.of(prefix(request.trainingId()) + request.version(), TRAINING + fold, request);
    }

    public static Job of(PredictionRequested request) {
        String id = ContentHash.of(
                request.dataset(), request.version(), request.configuration(), request.fold(), request.caseId());
        return Job.of("prediction-" + id, PREDICTION, request);
    }

    /** What the ids of a training's jobs begin with. */
    public static String prefix(String trainingId) {
        return "training-" + trainingId + ".";
    }
}
