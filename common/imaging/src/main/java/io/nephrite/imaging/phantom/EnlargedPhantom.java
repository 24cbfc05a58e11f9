package io.nephrite.imaging.phantom;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A coarse phantom on any grid, with fresh noise: for measurements that need cases of a certain size. Its anatomy is
 * blocky; it costs what a real case of that size costs.
 */
public final class EnlargedPhantom {
    /** HU, in either direction. */
    private static final int NOISE = 20;

    private final PhantomCase coarse = PhantomDataset.phantom(0, 1, PhantomSize.DEMO);

    /**
     * Writes a case; the same arguments give the same bytes.
     *
     * @param image gets int16 HU, gzipped NIfTI
     * @param label gets uint8 labels, gzipped NIfTI
     * @param shape of the array (z, y, x)
     * @param spacing mm
     * @param seed of the noise
     */
    public void write(Path image, Path label, Shape3 shape, Spacing spacing, long seed) throws IOException {
        Shape3 small = coarse.label().shape();
        float[] hu = new float[Math.toIntExact(shape.voxels())];
        byte[] labels = new byte[hu.length];
        SplittableRandom noise = new SplittableRandom(seed);
        int at = 0;
        for (int z = 0; z < shape.z(); z++) {
            int rowZ = z * small.z() / shape.z() * small.y();
            for (int y = 0; y < shape.y(); y++) {
                int row = (rowZ + y * small.y() / shape.y()) * small.x();
                for (int x = 0; x < shape.x(); x++, at++) {
                    int from = row + x * small.x() / shape.x();
                    hu[at] = coarse.image().voxels()[from] + noise.nextInt(-NOISE, NOISE + 1);
                    labels[at] = (byte) coarse.label().voxels().get(from);
                }
            }
        }
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
