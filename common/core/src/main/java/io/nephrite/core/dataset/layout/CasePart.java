package io.nephrite.core.dataset.layout;

/**
 * What a file is of its case.
 *
 * @param forTest whether the file's place makes the case one for test
 * @param channel of an image; 0 of a label
 */
record CasePart(String caseId, boolean forTest, Kind kind, int channel) {
    /** What a file holds. */
    enum Kind {
        /** One channel of the image. */
        CHANNEL,
        /** All channels of the image. */
        WHOLE,
        LABEL
    }
}
