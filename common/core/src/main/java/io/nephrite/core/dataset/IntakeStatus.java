package io.nephrite.core.dataset;

import io.nephrite.core.json.Json;
import java.util.List;

/**
 * How far a dataset's upload and check are; rewritten as they go on.
 *
 * @param listed cases that the description names, or that are there
 * @param complete cases whose files are all there
 * @param checked cases whose newest files were checked
 * @param awaited some of the files that are still missing
 * @param version of the newest answer, sealed or refused; empty before
 * @param signature of the files that were answered
 * @param message what the answer was
 */
public record IntakeStatus(
        String dataset,
        State state,
        int listed,
        int complete,
        int checked,
        List<String> awaited,
        String version,
        String signature,
        String message) {
    public IntakeStatus {
        awaited = List.copyOf(awaited);
    }

    public static IntakeStatus parse(byte[] json) {
        return Json.read(json, IntakeStatus.class);
    }

    /** What ingest does. */
    public enum State {
        /** Files are missing. */
        AWAITING_FILES,
        /** Files are being checked. */
        CHECKING,
        /** The newest version is sealed. */
        SEALED,
        /** Errors keep the newest version from being sealed. */
        REFUSED
    }
}
