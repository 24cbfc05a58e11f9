package io.nephrite.eval.step;

import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.FoldEvaluated;
import io.nephrite.core.event.Work;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.EvaluationSummary;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * Writes a fold's summary.json, beside a copy of lineage.json, when all its validation cases have metrics. Safe to
 * repeat.
 */
public final class EvaluateFoldStep implements Step<CaseEvaluated> {
    private final ObjectStore results;
    private final EvaluatedCases evaluated;

    public EvaluateFoldStep(ObjectStore results, Clock clock) {
        this.results = results;
        this.evaluated = new EvaluatedCases(results, clock);
    }

    @Override
    public Work work() {
        return Work.EVALUATE_FOLD;
    }

    @Override
    public List<Event> handle(CaseEvaluated event) {
        String key = ObjectKeys.summary(event.foldId());
        Set<String> done = evaluated.with(event);
        StoredVersion version = new StoredVersion(results, event.versionId());
        List<String> validation = version.fold(event.fold()).val();
        if (!done.containsAll(validation)) {
            return List.of();
        }
        if (!results.exists(key)) {
            List<CaseMetrics> cases = validation.stream()
                    .sorted()
                    .map(id -> Json.read(results.bytes(ObjectKeys.caseMetrics(event.foldId(), id)), CaseMetrics.class))
                    .toList();
            results.put(
                    ObjectKeys.validationLineage(event.foldId()),
                    Json.pretty(
                            LineageCheck.of(results, version, event.foldId()).lineage()));
            results.putIfAbsent(key, EvaluationSummary.of(cases).toNnunet());
        }
        evaluated.forget(event);
        return List.of(new FoldEvaluated(
                EventHeader.root(
                        "fold-evaluated", event.dataset(), event.version(), event.configuration(), event.fold()),
                event.dataset(),
                event.version(),
                event.configuration(),
                event.fold(),
                key));
    }
}
