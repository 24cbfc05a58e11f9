package io.nephrite.core.job;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.json.ContentHash;

/**
 * Names and ranks the jobs of the trainer: images first, since somebody waits for them, then validation cases, since
 * they take minutes and finish what is begun. Cases of a fold go together, so that its network is loaded once.
 * The names are here and not in the trainer, so that whoever looks for lost work can tell which of it is a job already.
 */
public final class TrainerJobs {
    /** The queue that all trainers take jobs from. */
    public static final String QUEUE = "trainer";

    private static final int IMAGE = 0;
    private static final int PREDICTION = 1;
    private static final int TRAINING = 100;

    private TrainerJobs() {}

    /**
     * One job per training and version, and one at a time per training: a second version that asks for the same
     * training waits until the first one's job has ended, then finds its files.
     */
    public static Job of(TrainingRequested request) {
        int fold = request.fold().chars().allMatch(Character::isDigit) ? Integer.parseInt(request.fold()) : 0;
        return Job.of(prefix(request.trainingId()) + request.version(), TRAINING + fold, request);
    }

    public static Job of(PredictionRequested request) {
        int fold = Math.floorMod(request.foldId().toString().hashCode(), TRAINING - PREDICTION);
        return Job.of(prediction(request.foldId(), request.caseId()), PREDICTION + fold, request);
    }

    public static Job of(ImagePredictionRequested request) {
        return Job.of(image(request.model(), request.files()), IMAGE, request);
    }

    /** Id of the job that predicts an image without reference. */
    public static String image(String model, CaseFiles files) {
        return "image-" + ContentHash.of(model, files.caseId(), files.contentId());
    }

    /** Id of the job that predicts a validation case of a fold. */
    public static String prediction(FoldId fold, String caseId) {
        String id = ContentHash.of(fold.dataset(), fold.version().version(), fold.configuration(), fold.fold(), caseId);
        return "prediction-" + id;
    }

    /** What the ids of a training's jobs begin with. */
    public static String prefix(String trainingId) {
        return "training-" + trainingId + ".";
    }
}
