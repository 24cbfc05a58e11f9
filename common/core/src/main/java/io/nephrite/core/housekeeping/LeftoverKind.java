package io.nephrite.core.housekeeping;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why an object is not needed. */
public enum LeftoverKind {
    /** Work that has ended or was killed has left it behind. */
    @JsonProperty("temporary")
    TEMPORARY("temporary objects"),
    /** It belongs to a version that was asked to go. */
    @JsonProperty("old-version")
    OLD_VERSION("old versions"),
    /** It was computed from files or settings that no version has any more. */
    @JsonProperty("orphan")
    ORPHAN("orphans");

    private final String label;

    LeftoverKind(String label) {
        this.label = label;
    }

    /** For people. */
    public String label() {
        return label;
    }
}
