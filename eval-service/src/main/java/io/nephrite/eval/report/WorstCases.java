package io.nephrite.eval.report;

import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.eval.report.Report.ConfigurationReport;
import io.nephrite.eval.report.Report.WorstCase;
import io.nephrite.eval.viewer.CaseViewer;
import io.nephrite.eval.viewer.ErrorPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Draws the worst cases of a configuration, as many as a page may hold. */
final class WorstCases {
    private static final int MOST_CASES = 6;
    /** Of all pictures of a page together, as text. */
    static final int MOST_CHARACTERS = 2_500_000;

    private final CaseViewer viewer;

    WorstCases(CaseViewer viewer) {
        this.viewer = viewer;
    }

    List<WorstCasePicture> of(VersionId version, ConfigurationReport configuration) {
        List<WorstCasePicture> pictures = new ArrayList<>();
        int length = 0;
        for (WorstCase worst : configuration.worst().stream().limit(MOST_CASES).toList()) {
            WorstCasePicture picture = picture(version.fold(configuration.configuration(), worst.fold()), worst);
            length += picture.length();
            if (length > MOST_CHARACTERS) {
                break;
            }
            pictures.add(picture);
        }
        return pictures;
    }

    private WorstCasePicture picture(FoldId fold, WorstCase worst) {
        String dice = Figures.share(worst.meanDice());
        try {
            Optional<ErrorPictures> found = viewer.largestError(fold, worst.caseId());
            return found.map(p -> new WorstCasePicture(
                            worst.caseId(),
                            worst.fold(),
                            dice,
                            p.plane().name().toLowerCase(Locale.ROOT) + " slice " + (p.index() + 1) + " of "
                                    + p.slices() + ", " + Figures.counted(p.voxels(), "voxel") + " of which differ",
                            "",
                            WorstCasePicture.address(p.reference()),
                            WorstCasePicture.address(p.prediction()),
                            WorstCasePicture.address(p.difference())))
                    .orElseGet(() -> WorstCasePicture.without(
                            worst.caseId(),
                            worst.fold(),
                            dice,
                            "Prediction and reference do not differ in any voxel, or one of them is not there."));
        } catch (PipelineException e) {
            if (e.code().kind().isWaitedFor()) {
                throw e;
            }
            // the figures stand without the picture
            return WorstCasePicture.without(
                    worst.caseId(), worst.fold(), dice, "It cannot be shown: " + e.getMessage());
        }
    }
}
