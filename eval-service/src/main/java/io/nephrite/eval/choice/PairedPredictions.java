package io.nephrite.eval.choice;

import io.nephrite.core.identity.FoldId;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.List;

/** What configurations predict together for their validation cases. */
public interface PairedPredictions {
    /** Whether everything is there that a validation case's probabilities are made of. */
    boolean isThere(FoldId fold, String caseId);

    /**
     * The mean of the configurations' probabilities, decided.
     *
     * @param folds of the version, one of each configuration, in the order in which they are added up
     * @return label of each voxel on the grid of the case's files, array frame
     */
    LabelVolume predict(StoredVersion version, List<FoldId> folds, String caseId);
}
