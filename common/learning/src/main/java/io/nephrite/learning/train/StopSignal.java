package io.nephrite.learning.train;

/** Decides before every iteration whether the training continues. Thread-safe. */
@FunctionalInterface
public interface StopSignal {
    /** What is wanted of the training now. */
    enum Request {
        CONTINUE,
        /** Write a checkpoint after the running step and return: shutdown, pause. */
        CHECKPOINT_AND_STOP,
        /** Return after the running step and write nothing more: the lease is lost, the training is cancelled. */
        ABANDON
    }

    StopSignal NEVER = () -> Request.CONTINUE;

    Request request();
}
