package io.nephrite.core.fingerprint;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;

/**
 * What planning needs to know of one case, after raw resampling where the experiment asks for it. Frame: array.
 *
 * @param spacing mm
 * @param relativeSize voxels after the crop to non-zero divided by voxels before
 * @param foregroundVoxels voxels with a label above 0
 * @param foregroundKey object with their intensities, float32 (C, n), in C order of the cropped array
 */
public record CaseFingerprint(
        String caseId,
        Shape3 shapeBeforeCrop,
        Shape3 shapeAfterCrop,
        Spacing spacing,
        double relativeSize,
        long foregroundVoxels,
        String foregroundKey) {
    public CaseFingerprint {
        if (!(relativeSize > 0 && relativeSize <= 1)) {
            throw new IllegalArgumentException(caseId + ": relative size must be in (0, 1], found " + relativeSize);
        }
        if (foregroundVoxels < 0) {
            throw new IllegalArgumentException(caseId + ": foreground voxels must be >= 0, found " + foregroundVoxels);
        }
    }
}
