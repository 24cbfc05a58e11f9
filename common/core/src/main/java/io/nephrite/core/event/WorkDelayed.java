package io.nephrite.core.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import java.time.Instant;
import java.util.Optional;

/**
 * Warns that unfinished work has stood still for longer than the configured time. A warning: the work goes on by
 * itself as soon as what it waits for is there.
 *
 * @param version absent before the dataset is sealed
 * @param work what stands still
 * @param caseId of work on a case
 * @param configuration of work on a fold
 * @param fold goes with the configuration
 * @param since of the last progress
 * @param message what is waited for, and what to do
 */
public record WorkDelayed(
        EventHeader header,
        String dataset,
        Optional<String> version,
        Work work,
        Optional<String> caseId,
        Optional<String> configuration,
        Optional<String> fold,
        Instant since,
        String message)
        implements Event {
    /**
     * Makes an event about work that stands still.
     *
     * @param version absent before the dataset is sealed
     */
    public static WorkDelayed of(
            EventHeader header, Optional<String> version, Work work, Unit unit, Instant since, String message) {
        return new WorkDelayed(
                header,
                unit.dataset(),
                version,
                work,
                unit.caseId(),
                unit.foldId().map(FoldId::configuration),
                unit.foldId().map(FoldId::fold),
                since,
                message);
    }

    /** What stands still. */
    @JsonIgnore
    public Unit delayedUnit() {
        Optional<FoldId> foldId = version.filter(v -> configuration.isPresent() && fold.isPresent())
                .map(v -> new VersionId(dataset, v).fold(configuration.get(), fold.get()));
        if (caseId.isPresent()) {
            return foldId.<Unit>map(f -> new Unit.OfFoldCase(f, caseId.get()))
                    .orElseGet(() -> new Unit.OfCase(dataset, caseId.get()));
        }
        return foldId.<Unit>map(Unit.OfFold::new).orElseGet(() -> new Unit.OfDataset(dataset));
    }

    @Override
    public String partitionKey() {
        return dataset;
    }
}
