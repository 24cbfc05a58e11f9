package io.nephrite.trainer.app;

import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.runtime.messaging.StepRunner;
import io.nephrite.runtime.trace.TraceParent;
import io.nephrite.trainer.step.RequestPredictionStep;
import io.nephrite.trainer.step.RequestPredictionsStep;
import io.nephrite.trainer.step.RequestTrainingStep;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Requests become jobs and are acknowledged at once. */
@ApplicationScoped
class TrainingListener {
    private final StepRunner runner;
    private final RequestTrainingStep requestTraining;
    private final RequestPredictionStep requestPrediction;
    private final RequestPredictionsStep requestPredictions;

    TrainingListener(
            StepRunner runner,
            RequestTrainingStep requestTraining,
            RequestPredictionStep requestPrediction,
            RequestPredictionsStep requestPredictions) {
        this.runner = runner;
        this.requestTraining = requestTraining;
        this.requestPrediction = requestPrediction;
        this.requestPredictions = requestPredictions;
    }

    @Incoming("training-requested")
    @Blocking
    void trainingRequested(byte[] body, Optional<TraceParent> asker) {
        runner.run(TrainingRequested.class, body, asker, requestTraining);
    }

    @Incoming("prediction-requested")
    @Blocking
    void predictionRequested(byte[] body, Optional<TraceParent> asker) {
        runner.run(PredictionRequested.class, body, asker, requestPrediction);
    }

    @Incoming("fold-trained")
    @Blocking
    void foldTrained(byte[] body, Optional<TraceParent> asker) {
        runner.run(FoldTrained.class, body, asker, requestPredictions);
    }
}
