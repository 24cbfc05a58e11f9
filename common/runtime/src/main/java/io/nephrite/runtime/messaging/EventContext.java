package io.nephrite.runtime.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.event.Event;
import io.nephrite.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/** Which dataset, version, case and fold an event is about: for the log, and to name what failed. */
public record EventContext(
        String dataset,
        Optional<String> version,
        Optional<String> caseId,
        Optional<String> configuration,
        Optional<String> fold,
        String correlationId) {

    public static EventContext of(Event event) {
        JsonNode tree = Json.mapper().valueToTree(event);
        return new EventContext(
                event.dataset(),
                text(tree.path("version")),
                text(tree.path("caseId")).or(() -> text(tree.path("files").path("caseId"))),
                text(tree.path("configuration")),
                text(tree.path("fold")),
                event.header().correlationId());
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    /** The case, or configuration and fold, or the dataset. */
    String subject() {
        return caseId.or(() -> configuration.map(c -> c + " fold " + fold.orElse("?")))
                .orElse(dataset);
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
        values.put("dataset", dataset);
        caseId.ifPresent(c -> values.put("case", c));
        fold.ifPresent(f -> values.put("fold", configuration.map(c -> c + "/").orElse("") + f));
        values.put("correlation", correlationId);
        values.forEach((name, value) -> MDC.put(name, FileNames.printable(value)));
        try {
            return work.get();
        } finally {
            values.keySet().forEach(MDC::remove);
        }
    }
}
