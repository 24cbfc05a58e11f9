package io.nephrite.eval.step;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Which validation cases of a fold have metrics: from a listing, and the events since. The listing is renewed now and
 * then, as another instance may have seen some of the events. Forgotten when the fold is done. Thread-safe.
 */
final class EvaluatedCases {
    private static final int FOLDS_KEPT = 1000;
    private static final Duration RENEWAL = Duration.ofSeconds(10);

    private final ObjectStore results;
    private final Cache<FoldId, Set<String>> byFold;

    /** @param clock by which a listing ages */
    EvaluatedCases(ObjectStore results, Clock clock) {
        this.results = results;
        this.byFold = Caffeine.newBuilder()
                .maximumSize(FOLDS_KEPT)
                .expireAfterWrite(RENEWAL)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** Adds the event's case. */
    synchronized Set<String> with(CaseEvaluated event) {
        Set<String> cases = byFold.get(event.foldId(), this::listed);
        cases.add(event.caseId());
        return Collections.unmodifiableSet(new TreeSet<>(cases));
    }

    /** The fold is done. */
    synchronized void forget(CaseEvaluated event) {
        byFold.invalidate(event.foldId());
    }

    private Set<String> listed(FoldId fold) {
        Set<String> cases = new TreeSet<>();
        results.list(ObjectKeys.caseMetrics(fold))
                .forEach(object -> ObjectKeys.evaluatedCase(fold, object.key()).ifPresent(cases::add));
        return cases;
    }
}
