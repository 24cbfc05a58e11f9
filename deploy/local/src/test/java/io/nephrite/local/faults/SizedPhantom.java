package io.nephrite.local.faults;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.phantom.PhantomCase;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

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
    /** As KiTS19's: 512 × 512 × 60 to 600 voxels, one of 30 with 796 columns. */
    FULL {
        @Override
        Shape3 shape(int number) {
            return new Shape3(number % 30 == 29 ? 796 : 512, 512, 60 + number * 37 % 30 * 18);
        }
    };

    /** A body of KiTS19 in millimetres, along (x, y, z). */
    private static final double[] EXTENT_MM = {400, 400, 300};

    /** In voxels of the array (x, y, z). */
    abstract Shape3 shape(int number);

    /** @param directory gets a dataset in nnU-Net v2's layout; the same arguments give the same bytes */
    void write(Path directory, int cases) throws IOException {
        Path images = Files.createDirectories(directory.resolve("imagesTr"));
        Path labels = Files.createDirectories(directory.resolve("labelsTr"));
        PhantomCase coarse = PhantomDataset.phantom(0, 1, PhantomSize.DEMO);
        for (int number = 0; number < cases; number++) {
            String id = String.format(Locale.ROOT, "case_%05d", number);
            write(coarse, number, images.resolve(id + "_0000.nii.gz"), labels.resolve(id + ".nii.gz"));
        }
        Files.writeString(directory.resolve("dataset.json"), """
                {"channel_names": {"0": "CT"}, "labels": {"background": 0, "kidney": 1, "tumor": 2},
                 "numTraining": %d, "file_ending": ".nii.gz"}
                """.formatted(cases));
    }

    private void write(PhantomCase coarse, int number, Path image, Path label) throws IOException {
        Shape3 shape = shape(number);
        Shape3 small = coarse.label().shape();
        float[] hu = new float[Math.toIntExact(shape.voxels())];
        byte[] labels = new byte[hu.length];
        SplittableRandom noise = new SplittableRandom(number);
        int at = 0;
        for (int z = 0; z < shape.z(); z++) {
            int rowZ = z * small.z() / shape.z() * small.y();
            for (int y = 0; y < shape.y(); y++) {
                int row = (rowZ + y * small.y() / shape.y()) * small.x();
                for (int x = 0; x < shape.x(); x++, at++) {
                    int from = row + x * small.x() / shape.x();
                    hu[at] = coarse.image().voxels()[from] + noise.nextInt(-20, 21);
                    labels[at] = (byte) coarse.label().voxels().get(from);
                }
            }
        }
        Spacing spacing = new Spacing(EXTENT_MM[0] / shape.x(), EXTENT_MM[1] / shape.y(), EXTENT_MM[2] / shape.z());
        Affine affine =
                Affine.of(new double[][] {{0, 0, -spacing.z(), 0}, {0, -spacing.y(), 0, 0}, {-spacing.x(), 0, 0, 0}});
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(image))) {
            NiftiHeader header = NiftiHeader.of(shape, 1, StoredType.INT16, affine);
            NiftiWriter.writeImage(out, new ImageVolume(hu, 1, shape, spacing), header);
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(label))) {
            NiftiHeader header = NiftiHeader.of(shape, 1, StoredType.UINT8, affine);
            NiftiWriter.writeLabel(out, new LabelVolume(labels, shape, spacing), header);
        }
    }
}
