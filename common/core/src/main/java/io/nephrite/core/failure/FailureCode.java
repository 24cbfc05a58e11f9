package io.nephrite.core.failure;

/** What went wrong; the {@link Kind} alone decides what happens to the work. */
public enum FailureCode {
    MALFORMED_EVENT(Kind.BAD_INPUT),
    INVALID_DATASET(Kind.BAD_INPUT),
    INVALID_CASE(Kind.BAD_INPUT),
    INVALID_EXPERIMENT(Kind.BAD_INPUT),
    INVALID_PLANS(Kind.BAD_INPUT),
    /** A trained model, or a file of it, that cannot be used. */
    INVALID_MODEL(Kind.BAD_INPUT),
    STORE_UNAVAILABLE(Kind.TRANSIENT),
    BROKER_UNAVAILABLE(Kind.TRANSIENT),
    /** A disk is full or cannot be written: a local one, or the object store's. */
    DISK_UNAVAILABLE(Kind.DISK),
    OUT_OF_MEMORY(Kind.RESOURCES),
    OUT_OF_DEVICE_MEMORY(Kind.RESOURCES),
    TRAINING_DIVERGED(Kind.RESOURCES),
    /** On request; asked for again, the work goes on from what it has saved. */
    CANCELLED(Kind.RESOURCES),
    BUG(Kind.BUG);

    /** How a failure is treated. */
    public enum Kind {
        /** The input is at fault: reported as work-failed, acknowledged, never retried. */
        BAD_INPUT,
        /** Store or broker are away or busy: waited for without end, never a dead letter. */
        TRANSIENT,
        /**
         * Reported as work-failed with folder, bytes needed and bytes free, and then waited for like a transient one.
         */
        DISK,
        /** Not enough memory, or no leave to go on: reported as work-failed with what is needed, no blind retry. */
        RESOURCES,
        /** Anything else: dead-letter, stack trace at ERROR. */
        BUG;

        /** Whether the work is tried again until it is done: what it lacks comes back without a change to the work. */
        public boolean isWaitedFor() {
            return this == TRANSIENT || this == DISK;
        }
    }

    private final Kind kind;

    FailureCode(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
