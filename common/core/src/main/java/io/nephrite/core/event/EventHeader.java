package io.nephrite.core.event;

import io.nephrite.core.json.ContentHash;

/**
 * The identity of an event.
 *
 * @param eventId the same whenever the same cause leads to the same event, so that a repeat is recognisable
 * @param correlationId shared by everything that follows from one root cause
 * @param causationId event id of the cause; equal to eventId at a root
 */
public record EventHeader(String eventId, String correlationId, String causationId) {
    /** Header of an event that no other event caused. */
    public static EventHeader root(String... identity) {
        String id = ContentHash.of(identity);
        return new EventHeader(id, id, id);
    }

    /**
     * Makes the header of an event that follows from another one.
     *
     * @param identity what tells this event from the others that follow from the same cause: type, case, fold …
     */
    public static EventHeader following(Event cause, String... identity) {
        EventHeader h = cause.header();
        String id = ContentHash.of(h.eventId(), String.join("/", identity));
        return new EventHeader(id, h.correlationId(), h.eventId());
    }
}
