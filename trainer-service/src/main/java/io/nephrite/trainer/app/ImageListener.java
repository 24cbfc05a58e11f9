package io.nephrite.trainer.app;

import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.runtime.messaging.StepRunner;
import io.nephrite.runtime.trace.TraceParent;
import io.nephrite.trainer.step.RequestImagePredictionStep;
import io.nephrite.trainer.step.RequestTestPredictionsStep;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Images without reference: those of the dataset when a model is chosen, and those that somebody asks for. */
@ApplicationScoped
class ImageListener {
    private final StepRunner runner;
    private final RequestTestPredictionsStep requestTestPredictions;
    private final RequestImagePredictionStep requestImagePrediction;

    ImageListener(
            StepRunner runner,
            RequestTestPredictionsStep requestTestPredictions,
            RequestImagePredictionStep requestImagePrediction) {
        this.runner = runner;
        this.requestTestPredictions = requestTestPredictions;
        this.requestImagePrediction = requestImagePrediction;
    }

    @Incoming("configuration-selected")
    @Blocking
    void configurationSelected(byte[] body, Optional<TraceParent> asker) {
        runner.run(ConfigurationSelected.class, body, asker, requestTestPredictions);
    }

    @Incoming("image-prediction-requested")
    @Blocking
    void imagePredictionRequested(byte[] body, Optional<TraceParent> asker) {
        runner.run(ImagePredictionRequested.class, body, asker, requestImagePrediction);
    }
}
