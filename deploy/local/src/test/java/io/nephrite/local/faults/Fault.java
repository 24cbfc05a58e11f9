package io.nephrite.local.faults;

/**
 * One row of the table.
 *
 * @param id for {@code --only}
 * @param title what is done to the system
 */
record Fault(String id, String title, Strike strike) {
    /** Does it, and watches what comes of it. */
    @FunctionalInterface
    interface Strike {
        Outcome on(Laboratory laboratory) throws Exception;
    }
}
