package io.nephrite.bench;

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
import java.util.SplittableRandom;

/**
 * A case of the size of KiTS19's, for where no peer makes one: a coarse phantom blown up to 512 × 512 × 234 voxels with
 * fresh noise. Its anatomy is blocky, its cost is that of a real one.
 */
final class FullSizeCase {
    private static final Shape3 SHAPE = new Shape3(512, 512, 234);
    private static final Spacing SPACING = new Spacing(0.69921875, 0.69921875, 1);

    private FullSizeCase() {}

    static void write(Path image, Path label) throws IOException {
        write(image, label, SHAPE);
    }

    /** The same anatomy on another grid. */
    static void write(Path image, Path label, Shape3 shape) throws IOException {
        PhantomCase coarse = PhantomDataset.phantom(0, 1, PhantomSize.DEMO);
        Shape3 small = coarse.label().shape();
        float[] hu = new float[(int) shape.voxels()];
        byte[] labels = new byte[hu.length];
        SplittableRandom noise = new SplittableRandom(1);
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
        Affine affine =
                Affine.of(new double[][] {{0, 0, -SPACING.z(), 0}, {0, -SPACING.y(), 0, 0}, {-SPACING.x(), 0, 0, 0}});
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(image))) {
            NiftiHeader header = NiftiHeader.of(shape, 1, StoredType.INT16, affine);
            NiftiWriter.writeImage(out, new ImageVolume(hu, 1, shape, SPACING), header);
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(label))) {
            NiftiHeader header = NiftiHeader.of(shape, 1, StoredType.UINT8, affine);
            NiftiWriter.writeLabel(out, new LabelVolume(labels, shape, SPACING), header);
        }
    }
}
