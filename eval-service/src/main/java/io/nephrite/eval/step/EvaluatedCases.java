package io.nephrite.eval.step;

import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.pipeline.ObjectKeys;
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
    private final Map<FoldId, Listing> byFold = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FoldId, Listing> eldest) {
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
                        event.foldId(),
                        (fold, known) -> known == null
                                        || Duration.between(known.at(), now).compareTo(RENEWAL) >= 0
                                ? new Listing(listed(fold), now)
                                : known)
                .cases();
        cases.add(event.caseId());
        return Collections.unmodifiableSet(new TreeSet<>(cases));
    }

    /** The fold is done. */
    synchronized void forget(CaseEvaluated event) {
        byFold.remove(event.foldId());
    }

    private Set<String> listed(FoldId fold) {
        Set<String> cases = new TreeSet<>();
        results.list(ObjectKeys.caseMetrics(fold))
                .forEach(object -> ObjectKeys.evaluatedCase(fold, object.key()).ifPresent(cases::add));
        return cases;
    }
}
