package io.nephrite.core.event;

import io.nephrite.core.json.Json;

/** The one way from bytes to an event. */
public final class EventReader {
    private EventReader() {}

    /**
     * Reads an event.
     *
     * @param body JSON
     * @throws IllegalArgumentException where that is not such an event, lacks a field, or names what no event may
     */
    public static <E extends Event> E read(byte[] body, Class<E> type) {
        if (body == null) {
            // a tombstone: a record that says that its key has no value any more
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": the record has no value");
        }
        E event = Json.readWhole(body, type);
        EventRules.check(event);
        return event;
    }
}
