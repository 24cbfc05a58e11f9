package io.nephrite.core.housekeeping;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The stored request to delete a dataset, with its progress. Stays in the store when it is deleted; it names the
 * dataset, and no case, file or person.
 *
 * @param requestedAt when somebody asked for it
 * @param withModels whether the models go that were trained on it
 * @param areUploadsGone whether all uploads have been deleted: whatever is uploaded from then on is a new dataset
 * @param objects deleted so far
 * @param bytes of them
 * @param progressAt when something was found last
 * @param endedAt when everything was gone; absent while it is being deleted
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record DatasetDeletion(
        String dataset,
        Instant requestedAt,
        boolean withModels,
        boolean areUploadsGone,
        long objects,
        long bytes,
        Instant progressAt,
        Optional<Instant> endedAt) {
    /** Nothing is deleted yet. */
    static DatasetDeletion requested(String dataset, boolean withModels, Instant now) {
        return new DatasetDeletion(dataset, now, withModels, false, 0, 0, now, Optional.empty());
    }

    /** Empty where nobody has ever asked for it. */
    public static Optional<DatasetDeletion> find(ObjectStore results, String dataset) {
        return results.find(ObjectKeys.deletion(dataset)).map(json -> Json.read(json, DatasetDeletion.class));
    }

    /** Those that are not at their end, by dataset. */
    public static List<DatasetDeletion> open(ObjectStore results) {
        return results.list(ObjectKeys.deletions()).stream()
                .flatMap(object -> results.find(object.key()).stream())
                .map(json -> Json.read(json, DatasetDeletion.class))
                .filter(deletion -> !deletion.isEnded())
                .toList();
    }

    @JsonIgnore
    public boolean isEnded() {
        return endedAt.isPresent();
    }

    DatasetDeletion withoutUploads() {
        return new DatasetDeletion(dataset, requestedAt, withModels, true, objects, bytes, progressAt, endedAt);
    }

    DatasetDeletion plus(long moreObjects, long moreBytes, Instant now) {
        return new DatasetDeletion(
                dataset,
                requestedAt,
                withModels,
                areUploadsGone,
                objects + moreObjects,
                bytes + moreBytes,
                now,
                endedAt);
    }

    DatasetDeletion ended(Instant now) {
        return new DatasetDeletion(
                dataset, requestedAt, withModels, areUploadsGone, objects, bytes, progressAt, Optional.of(now));
    }

    DatasetDeletion write(ObjectStore results) {
        results.put(ObjectKeys.deletion(dataset), Json.pretty(this));
        return this;
    }
}
