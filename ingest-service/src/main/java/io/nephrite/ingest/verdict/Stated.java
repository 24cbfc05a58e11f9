package io.nephrite.ingest.verdict;

import io.nephrite.core.dataset.Fault;
import java.util.List;

/**
 * What a document beside the description says.
 *
 * @param value what is stated; a default where the document is absent or cannot be read
 * @param faults of the document
 */
public record Stated<T>(T value, List<Fault> faults) {
    public Stated {
        faults = List.copyOf(faults);
    }

    static <T> Stated<T> of(T value) {
        return new Stated<>(value, List.of());
    }
}
