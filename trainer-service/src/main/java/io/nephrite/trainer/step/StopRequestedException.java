package io.nephrite.trainer.step;

/** Leaves a prediction that is begun anew another time. */
final class StopRequestedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StopRequestedException() {
        super("asked to stop", null, false, false);
    }
}
