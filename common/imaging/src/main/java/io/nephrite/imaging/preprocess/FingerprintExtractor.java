package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.Arrays;

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

    private static int[] foregroundIndices(LabelVolume label, BoundingBox box) {
        Shape3 shape = label.shape();
        LabelArray labels = label.voxels();
        int[] found = new int[1 << 12];
        int count = 0;
        for (int z = box.z0(); z < box.z1(); z++) {
            for (int y = box.y0(); y < box.y1(); y++) {
                int row = (z * shape.y() + y) * shape.x();
                for (int i = row + box.x0(); i < row + box.x1(); i++) {
                    if (labels.get(i) > 0) {
                        if (count == found.length) {
                            found = Arrays.copyOf(found, 2 * count);
                        }
                        found[count++] = i;
                    }
                }
            }
        }
        return Arrays.copyOf(found, count);
    }
}
