package io.nephrite.core.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.nephrite.core.failure.FailureCode;
import java.util.Arrays;
import java.util.List;

/** What a step or a job does. */
public enum Work {
    CHECK_CASE("CheckCase"),
    SEAL_DATASET("SealDataset"),
    FINGERPRINT_CASE("FingerprintCase"),
    PLAN_EXPERIMENT("PlanExperiment"),
    PREPROCESS_CASE("PreprocessCase"),
    RELEASE_TRAINING("ReleaseTraining"),
    REQUEST_TRAINING("RequestTraining"),
    TRAIN_FOLD("TrainFold", Topic.TRAINING_REQUESTED.topicName()),
    REQUEST_PREDICTIONS("RequestPredictions"),
    REQUEST_PREDICTION("RequestPrediction"),
    PREDICT_CASE("PredictCase", Topic.PREDICTION_REQUESTED.topicName()),
    REQUEST_TEST_PREDICTIONS("RequestTestPredictions"),
    REQUEST_IMAGE_PREDICTION("RequestImagePrediction"),
    PREDICT_IMAGE("PredictImage", Topic.IMAGE_PREDICTION_REQUESTED.topicName()),
    EVALUATE_CASE("EvaluateCase"),
    EVALUATE_FOLD("EvaluateFold"),
    SELECT_CONFIGURATION("SelectConfiguration"),
    WRITE_REPORT("Report"),
    RECORD_FAILURE("RecordFailure"),
    /** Work that this release does not know. */
    OTHER("Other");

    private final String label;
    private final String stage;

    Work(String label) {
        this(label, label);
    }

    Work(String label, String stage) {
        this.label = label;
        this.stage = stage;
    }

    /** Another release may know more kinds of work. */
    @JsonCreator
    static Work named(String name) {
        return Arrays.stream(values())
                .filter(w -> w.name().equals(name))
                .findFirst()
                .orElse(OTHER);
    }

    /** The work that the {@link WorkFailed#stage} of an event names. */
    public static Work ofStage(String stage) {
        return Arrays.stream(values())
                .filter(w -> w.stage.equals(stage))
                .findFirst()
                .orElse(OTHER);
    }

    /** The job that an event of a topic asks for; {@link #OTHER} where it asks for none. */
    public static Work askedForOn(String topic) {
        return ofStage(topic);
    }

    /** Name in metrics and messages, such as {@code FingerprintCase}. */
    public String label() {
        return label;
    }

    /** Name in {@link WorkFailed#stage}. */
    public String stage() {
        return stage;
    }

    /**
     * Whether such a failure ends a case that an experiment may let be skipped: it is of the case alone, and would
     * happen again if it were tried again as it is.
     */
    public boolean endsCase(FailureCode code) {
        return List.of(FINGERPRINT_CASE, PREPROCESS_CASE).contains(this)
                && List.of(FailureCode.Kind.BAD_INPUT, FailureCode.Kind.RESOURCES)
                        .contains(code.kind());
    }
}
