package io.nephrite.imaging.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.preprocess.NonzeroCropper;
import io.nephrite.imaging.read.FileImage;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomDatasetTest {
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
    void mixesThicknessesAndFieldsOfViewAndPutsATumorIntoEachCase() {
        Set<Double> thicknesses = new HashSet<>();
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
            assertThat(counts[2]).isPositive();
            cropped += NonzeroCropper.crop(phantom.image(), 1).isOutside(0, 0, 0) ? 1 : 0;
        }
        assertThat(thicknesses).hasSizeGreaterThan(5);
        assertThat(cropped).isEqualTo(2);
    }

    /**
     * The 10th and 90th percentiles of the 210 training cases of KiTS19 (volume), and of 24 of them (mean of the kidney
     * minus mean of the tumor, at some 6 × 3 × 3 mm).
     */
    @Test
    void givesTheDemoTumorsAsMostOfKits19Are() {
        List<Double> volumesMl = new ArrayList<>();
        List<Double> contrastsHu = new ArrayList<>();
        for (int number = 0; number < DemoPhantom.CASES + DemoPhantom.TESTS; number++) {
            PhantomCase phantom = DemoPhantom.phantom(number);
            double[] sums = new double[3];
            int[] counts = new int[3];
            byte[] labels = phantom.label().voxels().int8();
            for (int i = 0; i < labels.length; i++) {
                sums[labels[i]] += phantom.image().voxels()[i];
                counts[labels[i]]++;
            }
            Spacing spacing = phantom.label().spacing();
            volumesMl.add(counts[2] * spacing.x() * spacing.y() * spacing.z() / 1000);
            contrastsHu.add(sums[1] / counts[1] - sums[2] / counts[2]);
        }
        assertThat(volumesMl).allSatisfy(ml -> assertThat(ml).isBetween(4.0, 373.0));
        assertThat(contrastsHu).allSatisfy(hu -> assertThat(hu).isBetween(55.0, 93.0));
    }

    @Test
    void putsImagesWithoutLabelsBesideTheCases(@TempDir Path directory) throws IOException {
        PhantomDataset.write(directory, 2, 1, SEED, PhantomSize.TINY);

        assertThat(directory.resolve("imagesTs")).isDirectoryContaining("glob:**/case_00002_0000.nii.gz");
        assertThat(directory.resolve("labelsTr")).isDirectoryNotContaining("glob:**/case_00002*");
    }
}
