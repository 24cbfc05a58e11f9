package io.nephrite.core.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nephrite.core.identity.Unit;

/** Something that happened, or that is asked for. Carries keys, never voxels. */
public sealed interface Event
        permits CaseCheckRequested, CaseChecked, VersionEvent, WorkFailed, WorkDelayed, DatasetDeleted {
    EventHeader header();

    /** Name of the dataset: the first part of its objects' keys. */
    String dataset();

    /**
     * Kafka key: what must be seen in order, or by one consumer. Work that fans out uses the case, work that fans in
     * the dataset.
     */
    @JsonIgnore
    String partitionKey();

    /** What the event is about. */
    @JsonIgnore
    default Unit unit() {
        return new Unit.OfDataset(dataset());
    }

    @JsonIgnore
    default Topic topic() {
        return Topic.of(getClass());
    }
}
