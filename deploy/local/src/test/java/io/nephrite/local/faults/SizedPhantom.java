package io.nephrite.local.faults;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.phantom.EnlargedPhantom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Datasets of cases of a wanted size: coarse phantoms on another grid, with fresh noise for each case. Their anatomy is
 * blocky; they cost what real ones cost.
 */
enum SizedPhantom {
    /** Files of some 4 KB. */
    TINY {
        @Override
        Shape3 shape(int number) {
            return new Shape3(16, 16, 12 + number % 5);
        }
    },
    /** Files of some 1 MB. */
    MID {
        @Override
        Shape3 shape(int number) {
            return new Shape3(128, 128, 60 + number % 9);
        }
    },
    /** As KiTS19's: 512 × 512 × 60 to 600 voxels, one of 30 with 796 in place of the first 512. */
    FULL {
        @Override
        Shape3 shape(int number) {
            return new Shape3(number % 30 == 29 ? 796 : 512, 512, 60 + number * 37 % 30 * 18);
        }
    };

    /** What an image of KiTS19 shows, in millimetres, along (z, y, x): slices lie along x. */
    private static final double[] EXTENT_MM = {400, 400, 300};

    /** Of the array (z, y, x). */
    abstract Shape3 shape(int number);

    /** @param directory gets a dataset in nnU-Net v2's layout; the same arguments give the same bytes */
    void write(Path directory, int cases) throws IOException {
        Path images = Files.createDirectories(directory.resolve("imagesTr"));
        Path labels = Files.createDirectories(directory.resolve("labelsTr"));
        EnlargedPhantom phantom = new EnlargedPhantom();
        for (int number = 0; number < cases; number++) {
            String id = String.format(Locale.ROOT, "case_%05d", number);
            Shape3 shape = shape(number);
            Spacing spacing = new Spacing(EXTENT_MM[0] / shape.z(), EXTENT_MM[1] / shape.y(), EXTENT_MM[2] / shape.x());
            phantom.write(images.resolve(id + "_0000.nii.gz"), labels.resolve(id + ".nii.gz"), shape, spacing, number);
        }
        Files.writeString(directory.resolve("dataset.json"), """
                {"channel_names": {"0": "CT"}, "labels": {"background": 0, "kidney": 1, "tumor": 2},
                 "numTraining": %d, "file_ending": ".nii.gz"}
                """.formatted(cases));
    }
}
