package io.nephrite.imaging.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.preprocess.NonzeroCropper;
import io.nephrite.imaging.read.FileImage;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PhantomDatasetTest {
    private static final long SEED = 5;

    @Test
    void writesTheSameBytesForTheSameSeed(@TempDir Path first, @TempDir Path second) throws IOException {
        PhantomDataset.write(first, 2, SEED, PhantomSize.TINY);
        PhantomDataset.write(second, 2, SEED, PhantomSize.TINY);

        for (String file :
                new String[] {"dataset.json", "imagesTr/case_00001_0000.nii.gz", "labelsTr/case_00001.nii.gz"}) {
            assertThat(Files.readAllBytes(first.resolve(file))).isEqualTo(Files.readAllBytes(second.resolve(file)));
        }
    }

    @Test
    void looksLikeKits19(@TempDir Path directory) throws IOException {
        PhantomDataset.write(directory, 1, SEED, PhantomSize.TINY);
        FileImage image;
        LabelVolume label;
        try (InputStream in = Files.newInputStream(directory.resolve("imagesTr/case_00000_0000.nii.gz"))) {
            image = ImageFileReader.readImage(in, "image");
        }
        try (InputStream in = Files.newInputStream(directory.resolve("labelsTr/case_00000.nii.gz"))) {
            label = ImageFileReader.readLabel(in, "label");
        }

        assertThat(image.header().affine().get(2, 0)).isEqualTo(-6);
        assertThat(((NiftiHeader) image.header()).sformCode()).isEqualTo(2);
        assertThat(((NiftiHeader) image.header()).qformCode()).isZero();
        assertThat(label.shape()).isEqualTo(image.volume().shape());
        PhantomCase phantom = PhantomDataset.phantom(0, SEED, PhantomSize.TINY);
        assertThat(image.volume().voxels()).isEqualTo(phantom.image().voxels());
        assertThat(label.voxels()).isEqualTo(phantom.label().voxels());
    }

    @Test
    void mixesThicknessesTumorsAndFieldsOfView() {
        Set<Double> thicknesses = new HashSet<>();
        int withTumor = 0;
        int cropped = 0;
        int cases = 16;
        for (int number = 0; number < cases; number++) {
            PhantomCase phantom = PhantomDataset.phantom(number, SEED, PhantomSize.TINY);
            thicknesses.add(phantom.image().spacing().x());
            int[] counts = new int[3];
            for (byte label : phantom.label().voxels().int8()) {
                counts[label]++;
            }
            assertThat(counts[1]).isGreaterThan(100);
            withTumor += counts[2] > 0 ? 1 : 0;
            cropped += NonzeroCropper.crop(phantom.image(), 1).isOutside(0, 0, 0) ? 1 : 0;
        }
        assertThat(thicknesses).hasSizeGreaterThan(5);
        assertThat(withTumor).isBetween(5, 14);
        assertThat(cropped).isEqualTo(2);
    }
}
