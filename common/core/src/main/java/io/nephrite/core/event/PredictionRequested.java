package io.nephrite.core.event;

import io.nephrite.core.identity.Unit;
import java.util.Optional;

/**
 * Asks for the prediction of one case with the final weights of one fold.
 *
 * @param ending of the prediction's file name; absent for {@code .nii.gz}
 */
public record PredictionRequested(
        EventHeader header,
        String dataset,
        String version,
        String configuration,
        String fold,
        String caseId,
        Optional<String> ending)
        implements FoldEvent {
    /** With the usual ending. */
    public PredictionRequested(
            EventHeader header, String dataset, String version, String configuration, String fold, String caseId) {
        this(header, dataset, version, configuration, fold, caseId, Optional.empty());
    }

    @Override
    public String partitionKey() {
        return foldId() + "/" + caseId;
    }

    @Override
    public Unit unit() {
        return new Unit.OfFoldCase(foldId(), caseId);
    }
}
