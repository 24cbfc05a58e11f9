package io.nephrite.eval.step;

import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.pipeline.ObjectInfo;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.ObjectStore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which validation cases of a fold have metrics: one listing at the first event of a fold, memory from then on.
 * Forgotten when the fold is done. Thread-safe.
 */
final class EvaluatedCases {
    private static final int FOLDS_KEPT = 1000;

    private final ObjectStore results;
    private final Map<String, Set<String>> byFold = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
            return size() > FOLDS_KEPT;
        }
    };

    EvaluatedCases(ObjectStore results) {
        this.results = results;
    }

    /** Adds the event's case. */
    synchronized Set<String> with(CaseEvaluated event) {
        Set<String> cases = byFold.computeIfAbsent(prefix(event), this::listed);
        cases.add(event.caseId());
        return Collections.unmodifiableSet(new TreeSet<>(cases));
    }

    private Set<String> listed(String prefix) {
        Set<String> cases = new TreeSet<>();
        for (ObjectInfo object : results.list(prefix)) {
            String name = object.key().substring(prefix.length());
            if (name.endsWith(".json")) {
                cases.add(name.substring(0, name.length() - ".json".length()));
            }
        }
        return cases;
    }

    static String prefix(CaseEvaluated event) {
        return ObjectKeys.caseMetrics(event.dataset(), event.version(), event.configuration(), event.fold());
    }
}
