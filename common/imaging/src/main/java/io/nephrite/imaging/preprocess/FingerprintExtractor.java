package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;

/** Measures a case for planning: its size after the crop and the intensities of its foreground. Stateless. */
public final class FingerprintExtractor {
    private final int threads;

    public FingerprintExtractor(int threads) {
        this.threads = threads;
    }

    /**
     * Measures a case.
     *
     * @throws IllegalArgumentException where image and label are not on one grid
     */
    public ExtractedFingerprint extract(String caseId, ImageVolume image, LabelVolume label) {
        if (!image.shape().equals(label.shape())) {
            throw new IllegalArgumentException(
                    caseId + ": label shape " + label.shape() + " differs from image shape " + image.shape());
        }
        NonzeroCrop crop = NonzeroCropper.crop(image, threads);
        int[] at = foregroundIndices(label, crop.box());
        float[][] foreground = foreground(image, at);
        LabelArray labels = label.voxels();
        return new ExtractedFingerprint(
                caseId,
                image.shape(),
                crop.box().shape(),
                crop.box(),
                crop.relativeSize(),
                LabelIntensities.of(foreground, i -> labels.get(at[i])),
                foreground);
    }

    private static float[][] foreground(ImageVolume image, int[] at) {
        float[][] values = new float[image.channels()][at.length];
        for (int c = 0; c < values.length; c++) {
            int offset = image.offset(c);
            for (int i = 0; i < at.length; i++) {
                values[c][i] = image.voxels()[offset + at[i]];
            }
        }
        return values;
    }

    /** Two passes, so that no array grows: the places of a large organ take as much memory as its image. */
    private static int[] foregroundIndices(LabelVolume label, BoundingBox box) {
        int[] found = new int[scan(label, box, null)];
        scan(label, box, found);
        return found;
    }

    /**
     * Visits the foreground of a box in C order.
     *
     * @param into gets the indices; null where they are only counted
     * @return how many there are
     */
    private static int scan(LabelVolume label, BoundingBox box, int[] into) {
        Shape3 shape = label.shape();
        LabelArray labels = label.voxels();
        int count = 0;
        for (int z = box.z0(); z < box.z1(); z++) {
            for (int y = box.y0(); y < box.y1(); y++) {
                int row = (z * shape.y() + y) * shape.x();
                for (int i = row + box.x0(); i < row + box.x1(); i++) {
                    if (labels.get(i) > 0) {
                        if (into != null) {
                            into[count] = i;
                        }
                        count++;
                    }
                }
            }
        }
        return count;
    }
}
