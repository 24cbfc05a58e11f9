package io.nephrite.trainer.step;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.learning.predict.ModelPredictor;
import java.util.List;
import java.util.Optional;

/** A model that predicts images without reference. */
interface ImageModel {
    /** The name that always means the same networks. */
    String id();

    /** Whose probabilities are averaged. */
    List<String> configurations();

    /** Of each of them, whose logits are averaged. */
    List<String> folds();

    LabelMap labels();

    /** Names of the channels that the networks see. */
    List<String> channels();

    /** Of the files of predictions. */
    String ending();

    Experiment experiment();

    /** Of what the model was trained on; empty where the model came without one. */
    Optional<DatasetFingerprint> fingerprint();

    /** Its networks are loaded when they are first used, and those of other models are let go of then. */
    ModelPredictor predictor();
}
