package io.nephrite.ingest.step;

import io.nephrite.core.event.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes note of uploaded objects and asks for the check of each case that has become complete, or for the prediction of
 * an image that a model shall predict. No {@link
 * io.nephrite.core.pipeline.Step}: what comes is the store's own record, not an event of ours. Safe to repeat.
 */
public final class IntakeStep {
    private final Intakes intakes;
    private final ImageUploads images;
    private final String bucket;

    /**
     * Makes the step.
     *
     * @param bucket of what users upload; others may announce their objects on the same topic
     */
    public IntakeStep(Intakes intakes, ImageUploads images, String bucket) {
        this.images = images;
        this.bucket = bucket;
        this.intakes = intakes;
    }

    /**
     * Takes note of the uploaded objects in a notification.
     *
     * @param record a message of topic {@code object-events}
     */
    public List<Event> handle(byte[] record) {
        List<Event> events = new ArrayList<>();
        for (ObjectRecord object : ObjectRecord.parse(record)) {
            if (!object.bucket().equals(bucket)) {
                continue;
            }
            if (ImageUploads.isOne(object.key())) {
                events.addAll(images.handle(object));
            } else {
                intakes.datasetOf(object.key())
                        .ifPresent(name ->
                                events.addAll(intakes.of(name, events::addAll).apply(object)));
            }
        }
        return events;
    }
}
