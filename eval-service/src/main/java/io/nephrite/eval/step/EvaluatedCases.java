package io.nephrite.eval.step;

import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which validation cases of a fold have metrics: from a listing, and the events since. The listing is renewed now and
 * then, as another instance may have seen some of the events. Forgotten when the fold is done. Thread-safe.
 */
final class EvaluatedCases {
    private static final int FOLDS_KEPT = 1000;
    private static final Duration RENEWAL = Duration.ofSeconds(10);

    private final Clock clock;
    private final ObjectStore results;
    private final Map<String, Listing> byFold = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Listing> eldest) {
            return size() > FOLDS_KEPT;
        }
    };

    private record Listing(Set<String> cases, Instant at) {}

    EvaluatedCases(ObjectStore results, Clock clock) {
        this.clock = clock;
        this.results = results;
    }

    /** Adds the event's case. */
    synchronized Set<String> with(CaseEvaluated event) {
        Instant now = clock.instant();
        Set<String> cases = byFold.compute(
                        prefix(event),
                        (prefix, known) -> known == null
                                        || Duration.between(known.at(), now).compareTo(RENEWAL) >= 0
                                ? new Listing(listed(prefix), now)
                                : known)
                .cases();
        cases.add(event.caseId());
        return Collections.unmodifiableSet(new TreeSet<>(cases));
    }

    /** The fold is done. */
    synchronized void forget(CaseEvaluated event) {
        byFold.remove(prefix(event));
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
