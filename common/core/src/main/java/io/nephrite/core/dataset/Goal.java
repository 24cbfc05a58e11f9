package io.nephrite.core.dataset;

import io.nephrite.core.json.Json;
import java.util.Objects;

/**
 * How far the work on a dataset shall go. Written by users as {@code run.json} beside dataset.json, kept by ingest
 * beside the results of each version; never part of a version's identity, so that going further repeats nothing.
 */
public record Goal(Milestone until) {
    /** What is done where nobody said how far to go. */
    public static final Goal REPORT = new Goal(Milestone.REPORT);

    public Goal {
        Objects.requireNonNull(until, "until");
    }

    /**
     * Reads how far the work shall go from run.json.
     *
     * @throws IllegalArgumentException where the bytes are not {@code {"until": stage}}
     */
    public static Goal parse(byte[] json) {
        return Json.read(json, Goal.class);
    }

    public boolean reaches(Milestone stage) {
        return until.reaches(stage);
    }
}
