package io.nephrite.core.fuzz;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventReader;
import io.nephrite.core.event.Topic;
import io.nephrite.core.json.Json;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.FuzzTarget;
import java.util.List;
import java.util.stream.Stream;

/** Records of all topics: each input is read as the event of each of them. */
public final class EventTarget implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new EventTarget().withinLimits(input);
    }

    @Override
    public List<byte[]> seeds() {
        return EventExamples.all().stream().map(Json::bytes).toList();
    }

    @Override
    public void read(byte[] input) {
        Stream.of(Topic.values()).map(Topic::eventType).forEach(type -> read(input, type));
    }

    private static void read(byte[] input, Class<? extends Event> type) {
        try {
            Event event = EventReader.read(input, type);
            event.partitionKey();
            event.unit();
        } catch (IllegalArgumentException refused) {
            FuzzTarget.requireReason(refused.getMessage());
        }
    }
}
