package io.nephrite.learning.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.AugmentationScheme;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.ClassLocations;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.CascadePlans;
import io.nephrite.learning.augment.Mirror;
import io.nephrite.learning.augment.SourceBox;
import io.nephrite.learning.augment.SpatialTransform;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.ReferenceSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares samples of a cascade with those of nnU-Net 2.8.1's loader and transforms, from raw files on. */
class CascadeBatchReferenceTest {
    private static int[] patch(ReferenceSize size) {
        return CascadePlans.read(size).configuration("3d_cascade_fullres").patchSize();
    }

    private static int voxels(int[] patch) {
        return patch[0] * patch[1] * patch[2];
    }

    private static TrainingCase caseWithPrevious(ReferenceSize size) throws IOException {
        Plans plans = CascadePlans.read(size);
        PreprocessingParameters parameters = PreprocessingParameters.of(
                plans,
                plans.configuration("3d_cascade_fullres"),
                LabelMap.of("background", "anterior", "posterior").classes(),
                Optional.empty());
        Path image = size.path(
                "Dataset901_Phantom/imagesTr/phantom_1_0000.nii.gz",
                "reference/cascade/images/hippocampus_003z_0000.nii.gz");
        Path label = size.path(
                "Dataset901_Phantom/labelsTr/phantom_1.nii.gz",
                "data/Task04_Hippocampus/labelsTr/hippocampus_003.nii.gz");
        Map<String, ReferenceArray> reference =
                ReferenceNumbers.npz(size.path("cascade/phantom_1.npz", "reference/cascade/hippocampus_003z.npz"));
        PreprocessedCase made;
        try (InputStream voxels = Files.newInputStream(image);
                InputStream labels = Files.newInputStream(label)) {
            LabelVolume truth = ImageFileReader.readLabel(labels, label.toString());
            made = new CasePreprocessor(parameters, 1)
                    .preprocess(
                            "case",
                            ImageFileReader.readImage(voxels, image.toString()).volume(),
                            Optional.of(truth));
        }
        ReferenceArray previous = reference.get("next_stage_seg");
        float[] expected = reference.get("train_image").floats();
        assertThat(made.image()).hasSameSizeAs(expected);
        // the image that nnU-Net made, so that voxels of the batch can be compared to the bit
        return TrainingCase.inMemory("case", expected, made.segmentation(), made.shape(), ClassLocations.of(Map.of()))
                .withPrevious(LabelArray.of(previous.bytes()));
    }

    private static BatchPlan plan(int[] patch, TrainingCase only, int batchSize, int[][] headDivisors) {
        return new BatchPlan(
                PatchGeometry.of(patch),
                batchSize,
                3,
                List.of(1, 2),
                TargetScheme.softmax(3, Optional.empty()),
                List.of(true),
                0.33,
                true,
                AugmentationScheme.V2,
                headDivisors,
                1,
                "0",
                List.of(only),
                List.of(only));
    }

    @ParameterizedTest
    @CsvSource({"SMALL, inside", "SMALL, padded", "LARGE, inside", "LARGE, padded"})
    void makesTheSameValidationSample(ReferenceSize size, String box) throws IOException {
        Map<String, ReferenceArray> expected = ReferenceNumbers.npz(size.path("cascade/batch.npz"));
        TrainingCase c = caseWithPrevious(size);
        int[] patch = patch(size);
        int voxels = voxels(patch);
        BatchPlan plan = plan(patch, c, 1, new int[][] {{1, 1, 1}, {1, 2, 2}});

        short[] two = new short[2 * voxels];
        int[] corner = expected.get(box + "_lower_corner").ints();
        c.readSegmentation(corner, patch, two, 0);
        c.readPrevious(corner, patch, two, voxels);
        assertThat(two).isEqualTo(expected.get(box + "_seg_two_channels").shorts());

        Batch batch = new BatchMaker(plan).plain(c, corner);
        assertThat(batch.image()).isEqualTo(expected.get(box + "_data").floats());
        assertThat(batch.targets()[0]).isEqualTo(expected.get(box + "_target0").shorts());
        assertThat(batch.targets()[1]).isEqualTo(expected.get(box + "_target1").shorts());
    }

    @ParameterizedTest
    @CsvSource({"SMALL, both", "SMALL, out", "LARGE, both", "LARGE, out"})
    void turnsBothSegmentationsAlike(ReferenceSize size, String name) {
        Map<String, ReferenceArray> reference = ReferenceNumbers.npz(size.path("cascade/aug_spatial.npz"));
        int[] from = Arrays.copyOfRange(reference.get("seg").shape(), 1, 4);
        int[] to = reference.get("patch").ints();
        int voxels = to[0] * to[1] * to[2];
        int source = from[0] * from[1] * from[2];
        double[] matrix = SpatialTransform.matrix(
                reference.get(name + "_angles").doubles(),
                reference.get(name + "_scale").scalar());
        SpatialTransform transform = SpatialTransform.of(false, from, to, false);
        short[] turned = new short[2 * voxels];
        for (int channel = 0; channel < 2; channel++) {
            short[] labels =
                    Arrays.copyOfRange(reference.get("seg").shorts(), channel * source, (channel + 1) * source);
            transform.segmentation(labels, SourceBox.whole(from), turned, channel * voxels, matrix);
        }
        assertThat(turned).isEqualTo(reference.get(name + "_seg").shorts());

        boolean[] axes = {true, false, true};
        Mirror.flip(turned, 0, to, axes);
        Mirror.flip(turned, voxels, to, axes);
        short[] target = Arrays.copyOf(turned, voxels);
        for (int i = 0; i < voxels; i++) {
            target[i] = (short) Math.max(0, target[i]);
        }
        assertThat(target).isEqualTo(reference.get(name + "_mirrored02_target").shorts());
        float[] oneHot = new float[2 * voxels];
        BatchMaker.oneHot(Arrays.copyOfRange(turned, voxels, 2 * voxels), List.of(1, 2), oneHot, 0);
        assertThat(oneHot).isEqualTo(reference.get(name + "_mirrored02_onehot").floats());
    }

    @ParameterizedTest
    @EnumSource
    void putsThePreviousStageBehindTheImageInEverySample(ReferenceSize size) throws IOException {
        TrainingCase c = caseWithPrevious(size);
        int voxels = voxels(patch(size));
        BatchPlan plan = plan(patch(size), c, 2, new int[][] {{1, 1, 1}});
        for (int iteration = 0; iteration < 10; iteration++) {
            float[] image = new BatchMaker(plan).make(true, 0, iteration).image();
            for (int sample = 0; sample < 2; sample++) {
                float[] oneHot = Arrays.copyOfRange(image, (3 * sample + 1) * voxels, (3 * sample + 3) * voxels);
                for (float value : oneHot) {
                    assertThat(value).isIn(0f, 1f);
                }
            }
        }
    }

    @Test
    void followsTheImageThroughRotationAndMirroring() {
        // the previous stage is where the image is bright: so it stays, whatever happens to both
        Shape3 shape = new Shape3(20, 20, 20);
        byte[] map = new byte[20 * 20 * 20];
        float[] image = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            boolean inside = i / 400 < 9 && i / 20 % 20 < 12 && i % 20 < 7;
            map[i] = (byte) (inside ? 1 : 0);
            image[i] = inside ? 10 : -10;
        }
        TrainingCase c = TrainingCase.inMemory("c", image, LabelArray.of(map), shape, ClassLocations.of(Map.of()))
                .withPrevious(LabelArray.of(map));
        BatchPlan plan = new BatchPlan(
                PatchGeometry.of(16, 16, 16),
                1,
                2,
                List.of(1),
                TargetScheme.softmax(2, Optional.empty()),
                List.of(false),
                0,
                true,
                AugmentationScheme.V2,
                new int[][] {{1, 1, 1}},
                1,
                "0",
                List.of(c),
                List.of(c));
        int n = 16 * 16 * 16;
        int untouched = 0;
        for (int iteration = 0; iteration < 60; iteration++) {
            Batch batch = new BatchMaker(plan).make(true, 0, iteration);
            int different = 0;
            for (int i = 0; i < n; i++) {
                different += batch.image()[n + i] == Math.max(0, batch.targets()[0][i]) ? 0 : 1;
            }
            untouched += different == 0 ? 1 : 0;
        }
        // half of the samples at least are not changed by the operators and removals
        assertThat(untouched).isBetween(30, 59);
    }
}
