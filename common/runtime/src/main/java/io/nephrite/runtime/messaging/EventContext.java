package io.nephrite.runtime.messaging;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.VersionEvent;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.identity.Unit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/** Which dataset, version, case and fold an event is about: for the log, and to name what failed. */
public record EventContext(Unit unit, Optional<String> version, String correlationId) {
    public static EventContext of(Event event) {
        return new EventContext(event.unit(), version(event), event.header().correlationId());
    }

    private static Optional<String> version(Event event) {
        if (event instanceof WorkFailed failed) {
            return failed.version();
        }
        return event instanceof VersionEvent of ? Optional.of(of.version()) : Optional.empty();
    }

    /** The case, or configuration and fold, or the dataset. */
    String subject() {
        return unit.subject();
    }

    /** Runs the work with this context in every log line of this thread. */
    public void logged(Runnable work) {
        logged(() -> {
            work.run();
            return null;
        });
    }

    /** Runs the work with this context in every log line of this thread. */
    public <T> T logged(Supplier<T> work) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("dataset", unit.dataset());
        unit.caseId().ifPresent(c -> values.put("case", c));
        unit.foldId().ifPresent(f -> values.put("fold", f.configuration() + "/" + f.fold()));
        values.put("correlation", correlationId);
        values.forEach((name, value) -> MDC.put(name, FileNames.printable(value)));
        try {
            return work.get();
        } finally {
            values.keySet().forEach(MDC::remove);
        }
    }
}
