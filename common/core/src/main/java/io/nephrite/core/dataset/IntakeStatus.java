package io.nephrite.core.dataset;

import io.nephrite.core.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
 * @param since of the last progress: when a file came, went or was checked
 * @param reason why it is no further, in a sentence for people
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
        String message,
        Optional<Instant> since,
        String reason) {
    public IntakeStatus {
        awaited = List.copyOf(awaited);
        // statuses that were stored before there was one have none
        reason = reason == null ? "" : reason;
    }

    /** Without a time and a reason. */
    public IntakeStatus(
            String dataset,
            State state,
            int listed,
            int complete,
            int checked,
            List<String> awaited,
            String version,
            String signature,
            String message) {
        this(dataset, state, listed, complete, checked, awaited, version, signature, message, Optional.empty(), "");
    }

    /** The same with another time and another reason. */
    public IntakeStatus because(Instant time, String sentence) {
        return new IntakeStatus(
                dataset,
                state,
                listed,
                complete,
                checked,
                awaited,
                version,
                signature,
                message,
                Optional.of(time),
                sentence);
    }

    /** Whether nothing has moved between this status and another. */
    public boolean isAsFarAs(IntakeStatus other) {
        return because(Instant.EPOCH, "").equals(other.because(Instant.EPOCH, ""));
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
