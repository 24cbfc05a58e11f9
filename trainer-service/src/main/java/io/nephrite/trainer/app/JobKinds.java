package io.nephrite.trainer.app;

/** Which jobs a trainer takes. */
enum JobKinds {
    /** Trainings and predictions. */
    ALL,
    /** No trainings, so that an image never waits until one ends. */
    PREDICTIONS
}
