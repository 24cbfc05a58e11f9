package io.nephrite.eval.step;

import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.FoldEvaluated;
import io.nephrite.core.event.Work;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.choice.ConfigurationChoice;
import io.nephrite.eval.choice.KeptLogits;
import java.util.List;
import java.util.Optional;

/**
 * Chooses what predicts from now on, when all planned folds have their summary; writes selection.json last, and then
 * removes the kept logits. Safe to repeat.
 */
public final class SelectConfigurationStep implements Step<FoldEvaluated> {
    private final ObjectStore results;
    private final KeptLogits logits;
    private final ConfigurationChoice choice;

    /**
     * Makes the step.
     *
     * @param threads cases that are worked on at a time
     */
    public SelectConfigurationStep(ObjectStore datasets, ObjectStore results, int threads) {
        this.results = results;
        this.logits = new KeptLogits(results, threads);
        this.choice = new ConfigurationChoice(datasets, results, logits, threads);
    }

    @Override
    public Work work() {
        return Work.SELECT_CONFIGURATION;
    }

    @Override
    public List<Event> handle(FoldEvaluated event) {
        String key = ObjectKeys.selection(event.versionId());
        Optional<byte[]> stored = results.find(key);
        StoredVersion version = new StoredVersion(results, event.versionId());
        if (stored.isEmpty()) {
            if (!version.isEvaluated()) {
                return List.of();
            }
            results.putIfAbsent(key, Json.pretty(choice.choose(version)));
        }
        logits.remove(version);
        Selection selection = Selection.parse(stored.orElseGet(() -> results.bytes(key)));
        return List.of(new ConfigurationSelected(
                EventHeader.root("configuration-selected", event.dataset(), event.version()),
                event.dataset(),
                event.version(),
                selection.configurations(),
                key));
    }
}
