package io.nephrite.core.dataset.description;

import io.nephrite.core.json.JsonCursor;
import java.util.Optional;

/** How one kind of document describes a dataset. */
interface DescriptionFormat {
    /**
     * Reads a document of this format.
     *
     * @param findings takes everything that is wrong
     * @return what the document says; empty where too much of it cannot be read
     */
    Optional<Description> read(JsonCursor document, Findings findings);

    /**
     * Reads what is said of every case: channels, labels and the like. Which cases there are need not be said.
     *
     * @param findings takes everything that is wrong with that
     */
    Optional<Description> readWithoutCases(JsonCursor document, Findings findings);
}
