package io.nephrite.core.fingerprint;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.util.List;

/**
 * What planning needs to know of one case, after raw resampling where the experiment asks for it. Frame: array.
 *
 * @param spacing mm
 * @param relativeSize voxels after the crop to non-zero divided by voxels before
 * @param foregroundVoxels voxels with a label above 0
 * @param foregroundKey object with their intensities, float32 (C, n), in C order of the cropped array
 * @param classes intensities of each label that the case has, ascending by label; none where an older release has
 *     written the document
 */
public record CaseFingerprint(
        String caseId,
        Shape3 shapeBeforeCrop,
        Shape3 shapeAfterCrop,
        Spacing spacing,
        double relativeSize,
        long foregroundVoxels,
        String foregroundKey,
        List<ClassIntensities> classes) {
    public CaseFingerprint {
        classes = classes == null ? List.of() : List.copyOf(classes);
        if (!(relativeSize > 0 && relativeSize <= 1)) {
            throw new IllegalArgumentException(caseId + ": relative size must be in (0, 1], found " + relativeSize);
        }
        if (foregroundVoxels < 0) {
            throw new IllegalArgumentException(caseId + ": foreground voxels must be >= 0, found " + foregroundVoxels);
        }
    }

    /** What planning alone needs to know. */
    public CaseFingerprint(
            String caseId,
            Shape3 shapeBeforeCrop,
            Shape3 shapeAfterCrop,
            Spacing spacing,
            double relativeSize,
            long foregroundVoxels,
            String foregroundKey) {
        this(
                caseId,
                shapeBeforeCrop,
                shapeAfterCrop,
                spacing,
                relativeSize,
                foregroundVoxels,
                foregroundKey,
                List.of());
    }
}
