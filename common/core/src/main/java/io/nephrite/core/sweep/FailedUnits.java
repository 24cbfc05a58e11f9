package io.nephrite.core.sweep;

import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.Unit;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What of a version has failed: asking for it once more would fail again. */
final class FailedUnits {
    private final Set<Unit> units;
    private final Set<String> cases;

    FailedUnits(Collection<Unit> units) {
        this.units = Set.copyOf(units);
        this.cases = units.stream().map(Unit::caseId).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    /** Whether work on the whole dataset has failed. */
    boolean hasDataset(String dataset) {
        return units.contains(new Unit.OfDataset(dataset));
    }

    /** Whether work on a case has failed, by itself or in a fold. */
    boolean hasCase(String caseId) {
        return cases.contains(caseId);
    }

    /** Whether the training of a fold has failed. */
    boolean hasFold(FoldId fold) {
        return units.contains(new Unit.OfFold(fold));
    }
}
