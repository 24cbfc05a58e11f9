package io.nephrite.core.event;

import io.nephrite.core.identity.Unit;

/**
 * An image without reference is predicted on its own grid.
 *
 * @param model as it was named
 * @param prediction key of the label map in bucket {@code nephrite}; a JSON document lies beside it
 */
public record ImagePredicted(
        EventHeader header, String dataset, String version, String model, String caseId, String prediction)
        implements VersionEvent {
    @Override
    public String partitionKey() {
        return dataset + "/" + caseId;
    }

    @Override
    public Unit unit() {
        return new Unit.OfCase(dataset, caseId);
    }
}
