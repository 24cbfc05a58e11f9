package io.nephrite.learning.nnunet;

/** A checkpoint cannot be used. The message names the file, the place in it, what was found and what was expected. */
public final class CheckpointException extends RuntimeException {
    CheckpointException(String message) {
        super(message);
    }

    CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
