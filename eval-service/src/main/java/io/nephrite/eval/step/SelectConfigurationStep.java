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
import java.util.List;
import java.util.Optional;

/** Chooses what predicts from now on, when all planned folds have their summary; writes selection.json last. Safe to repeat. */
public final class SelectConfigurationStep implements Step<FoldEvaluated> {
    private final ObjectStore results;
    private final ConfigurationChoice choice;

    public SelectConfigurationStep(ObjectStore results, ConfigurationChoice choice) {
        this.results = results;
        this.choice = choice;
    }

    @Override
    public Work work() {
        return Work.SELECT_CONFIGURATION;
    }

    @Override
    public List<Event> handle(FoldEvaluated event) {
        String key = ObjectKeys.selection(event.versionId());
        Optional<byte[]> stored = results.find(key);
        if (stored.isEmpty()) {
            StoredVersion version = new StoredVersion(results, event.versionId());
            if (!version.isEvaluated()) {
                return List.of();
            }
            results.putIfAbsent(key, Json.pretty(choice.choose(version)));
        }
        Selection selection = Selection.parse(stored.orElseGet(() -> results.bytes(key)));
        return List.of(new ConfigurationSelected(
                EventHeader.root("configuration-selected", event.dataset(), event.version()),
                event.dataset(),
                event.version(),
                selection.configurations(),
                key));
    }
}
