package io.nephrite.imaging.preprocess;

import io.nephrite.core.fingerprint.ClassIntensities;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import java.util.List;

/**
 * The measurements of one case that planning needs. Array frame.
 *
 * @param boundingBox of the non-zero voxels
 * @param relativeSize voxels after the crop by voxels before
 * @param classes intensities by label, ascending
 * @param foreground per channel, intensities of the voxels with label &gt; 0 in C order of the cropped array
 */
@SuppressWarnings("ArrayRecordComponent")
public record ExtractedFingerprint(
        String caseId,
        Shape3 shapeBeforeCrop,
        Shape3 shapeAfterCrop,
        BoundingBox boundingBox,
        double relativeSize,
        List<ClassIntensities> classes,
        float[][] foreground) {
    /** Number of labelled voxels. */
    public int foregroundVoxels() {
        return foreground[0].length;
    }
}
