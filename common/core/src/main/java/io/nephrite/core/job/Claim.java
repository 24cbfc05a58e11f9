package io.nephrite.core.job;

/**
 * Body of a claim object.
 *
 * @param worker who holds it
 * @param released the owner has let go: the job may be taken at once
 * @param progressed something was achieved under this claim that a successor builds on
 * @param failures claims before this one, without progress between them, that ended without being released
 */
record Claim(WorkerId worker, boolean released, boolean progressed, int failures) {
    /** Failures that a successor of this claim starts with. */
    int failuresForSuccessor() {
        if (released) {
            return failures;
        }
        return progressed ? 1 : failures + 1;
    }

    Claim withReleased() {
        return new Claim(worker, true, progressed, failures);
    }

    Claim withProgress() {
        return new Claim(worker, released, true, failures);
    }
}
