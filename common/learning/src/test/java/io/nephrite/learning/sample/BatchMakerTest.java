package io.nephrite.learning.sample;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.experiment.AugmentationScheme;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.core.random.SampleRandom;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.ClassLocations;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.learning.loss.TargetScheme;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchMakerTest {
    @TempDir
    Path folder;

    /** 0.999 quantiles of chi-square. */
    private static final Map<Integer, Double> CHI_SQUARE = Map.of(1, 10.83, 2, 13.82, 9, 27.88, 10, 29.59);

    private static final int DRAWS = 10_000;

    private static TrainingCase aCase(String caseId, int z, int y, int x, Map<Integer, int[]> locations) {
        int n = z * y * x;
        float[] image = new float[n];
        byte[] labels = new byte[n];
        for (int i = 0; i < n; i++) {
            image[i] = i + 1;
        }
        locations.forEach((label, at) -> {
            for (int i = 0; i < at.length; i += 3) {
                labels[(at[i] * y + at[i + 1]) * x + at[i + 2]] = label.byteValue();
            }
        });
        Map<List<Integer>, int[]> byClass =
                locations.entrySet().stream().collect(toMap(e -> List.of(e.getKey()), Map.Entry::getValue));
        return TrainingCase.inMemory(
                caseId, image, LabelArray.of(labels), new Shape3(z, y, x), ClassLocations.of(byClass));
    }

    private static void assertUniform(int... counts) {
        double expected = (double) java.util.Arrays.stream(counts).sum() / counts.length;
        double chiSquare = 0;
        for (int c : counts) {
            chiSquare += (c - expected) * (c - expected) / expected;
        }
        assertThat(chiSquare).isLessThan(CHI_SQUARE.get(counts.length - 1));
    }

    private static PatchOrigin origins(int[] size, int... finalSize) {
        return new PatchOrigin(TargetScheme.softmax(3, Optional.empty()), size, finalSize);
    }

    @Test
    void placesPatchesEverywhereWithEqualChance() {
        TrainingCase c = aCase("c", 14, 4, 8, Map.of());
        PatchOrigin origin = origins(new int[] {4, 4, 8}, 4, 4, 8);
        int[] counts = new int[11];
        for (int i = 0; i < DRAWS; i++) {
            int[] at = origin.choose(c, false, SampleRandom.of(1, "0", "t", i));
            assertThat(at[1]).isZero();
            assertThat(at[2]).isZero();
            counts[at[0]]++;
        }
        assertUniform(counts);
    }

    @Test
    void letsPatchesReachBeyondTheBorderByHalfTheMargin() {
        TrainingCase c = aCase("c", 10, 3, 10, Map.of());
        // margin 3: from floor(-3/2) = -2 to 10 + 1 + 1 - 7 = 5; axis 1 is padded to the patch: from -2 to 3+1+1-7 = -2
        PatchOrigin origin = origins(new int[] {7, 7, 4}, 4, 4, 4);
        int low = Integer.MAX_VALUE;
        int high = Integer.MIN_VALUE;
        for (int i = 0; i < 1000; i++) {
            int[] at = origin.choose(c, false, SampleRandom.of(1, "0", "t", i));
            low = Math.min(low, at[0]);
            high = Math.max(high, at[0]);
            assertThat(at[1]).isEqualTo(-2);
        }
        assertThat(low).isEqualTo(-2);
        assertThat(high).isEqualTo(5);
    }

    @Test
    void forcedPatchesShowEachClassWithEqualChance() {
        TrainingCase c = aCase("c", 20, 20, 20, Map.of(1, new int[] {10, 10, 10}, 2, new int[] {2, 18, 5, 3, 18, 5}));
        PatchOrigin origin = origins(new int[] {8, 8, 8}, 8, 8, 8);
        int[] perClass = new int[2];
        for (int i = 0; i < DRAWS; i++) {
            int[] at = origin.choose(c, true, SampleRandom.of(1, "0", "t", i));
            if (at[0] == 6) {
                assertThat(at).containsExactly(6, 6, 6);
                perClass[0]++;
            } else {
                // no further than the border below, but without a bound above
                assertThat(at).containsExactly(0, 14, 1);
                perClass[1]++;
            }
        }
        assertUniform(perClass);
    }

    @Test
    void fallsBackToAnywhereWithoutForeground() {
        TrainingCase c = aCase("c", 10, 4, 4, Map.of(1, new int[0]));
        PatchOrigin origin = origins(new int[] {4, 4, 4}, 4, 4, 4);
        assertThat(IntStream.range(0, 100)
                        .map(i -> origin.choose(c, true, SampleRandom.of(1, "0", "t", i))[0])
                        .distinct()
                        .count())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void placesPatchesWithoutForegroundOnTheFewVoxelsThatAreAnnotated(boolean forced) {
        int ignore = 3;
        List<List<Integer>> annotated = List.of(List.of(2, 3, 4), List.of(6, 9, 9), List.of(6, 3, 19));
        int[] all = IntStream.range(0, 8000)
                .mapToObj(i -> List.of(i / 400, i / 20 % 20, i % 20))
                .filter(voxel -> !annotated.contains(voxel))
                .flatMapToInt(voxel -> voxel.stream().mapToInt(Integer::intValue))
                .toArray();
        TrainingCase ignored = aCase("c", 20, 20, 20, Map.of(ignore, all));
        PatchOrigin origin =
                new PatchOrigin(TargetScheme.softmax(3, Optional.of(ignore)), new int[] {4, 4, 4}, new int[] {4, 4, 4});
        int[] counts = new int[3];
        for (int i = 0; i < DRAWS; i++) {
            int[] at = origin.choose(ignored, forced, SampleRandom.of(1, "0", "t", i));
            // the voxel lies in the middle of the patch: two beyond its corner
            counts[annotated.indexOf(List.of(at[0] + 2, at[1] + 2, at[2] + 2))]++;
        }
        assertUniform(counts);
    }

    private static BatchPlan plan(int batchSize, AugmentationScheme augmentation, List<TrainingCase> cases) {
        return new BatchPlan(
                PatchGeometry.of(4, 4, 4),
                batchSize,
                1,
                List.of(),
                TargetScheme.softmax(3, Optional.empty()),
                List.of(false),
                0.33,
                false,
                augmentation,
                new int[][] {{1, 1, 1}, {2, 2, 2}},
                5,
                "0",
                cases,
                cases);
    }

    @Test
    void forcesTheLastThirdOfABatch() {
        TrainingCase c = aCase("c", 4, 4, 4, Map.of());
        BatchPlan two = plan(2, AugmentationScheme.NONE, List.of(c));
        assertThat(List.of(two.forced(0), two.forced(1))).containsExactly(false, true);
        BatchPlan seven = plan(7, AugmentationScheme.NONE, List.of(c));
        // round(7 · 0.67) = 5
        assertThat(List.of(seven.forced(4), seven.forced(5))).containsExactly(false, true);
    }

    @Test
    void drawsCasesWithReplacementAndEqualChance() {
        List<TrainingCase> cases = IntStream.range(0, 10)
                .mapToObj(i -> {
                    float[] image = new float[64];
                    java.util.Arrays.fill(image, i);
                    return TrainingCase.inMemory(
                            "c" + i,
                            image,
                            LabelArray.allocate(64, 0),
                            new Shape3(4, 4, 4),
                            ClassLocations.of(Map.of()));
                })
                .toList();
        BatchMaker maker = new BatchMaker(plan(10, AugmentationScheme.NONE, cases));
        int[] counts = new int[10];
        for (int i = 0; i < DRAWS / 10; i++) {
            float[] image = maker.make(true, 0, i).image();
            for (int sample = 0; sample < 10; sample++) {
                counts[(int) image[64 * sample]]++;
            }
        }
        assertUniform(counts);
    }

    @Test
    void padsWithZeroAndBackground() {
        TrainingCase c = aCase("c", 2, 4, 4, Map.of(1, new int[] {0, 0, 0}));
        Batch batch = new BatchMaker(plan(1, AugmentationScheme.NONE, List.of(c))).make(true, 0, 0);
        float sum = 0;
        for (float v : batch.image()) {
            sum += v;
        }
        assertThat(sum).isEqualTo(32 * 33 / 2f);
        assertThat(batch.targets()[0]).containsOnly(0, 1);
        assertThat(batch.targets()[1]).hasSize(8);
    }

    @Test
    void keepsLabelsAbove127() throws IOException {
        short[] labels = new short[4 * 4 * 4];
        Arrays.fill(labels, (short) 300);
        labels[0] = -1;
        float[] image = new float[labels.length];
        Path imageFile = folder.resolve("image.npy");
        Path labelFile = folder.resolve("seg.npy");
        try (OutputStream images = Files.newOutputStream(imageFile);
                OutputStream segmentations = Files.newOutputStream(labelFile)) {
            Npy.write(images, image, 1, 4, 4, 4);
            Npy.write(segmentations, LabelArray.of(labels), 1, 4, 4, 4);
        }
        int[] origin = {0, 0, 0};
        int[] size = {4, 4, 4};
        short[] mapped = new short[labels.length];
        TrainingCase.of("c", Npy.map(imageFile), Npy.map(labelFile), properties())
                .readSegmentation(origin, size, mapped, 0);
        TrainingCase inMemory = TrainingCase.inMemory(
                "c", image, LabelArray.of(labels), new Shape3(4, 4, 4), ClassLocations.of(Map.of()));

        assertThat(mapped).isEqualTo(labels);
        Batch batch = new BatchMaker(plan(1, AugmentationScheme.NONE, List.of(inMemory))).make(false, 0, 0);
        assertThat(batch.targets()[0]).containsOnly(0, 300);
        assertThat(batch.targets()[1]).containsOnly(300);
    }

    private static CaseProperties properties() {
        Shape3 shape = new Shape3(4, 4, 4);
        Spacing spacing = new Spacing(1, 1, 1);
        return new CaseProperties(
                "c",
                spacing,
                shape,
                BoundingBox.whole(shape),
                shape,
                shape,
                spacing,
                1,
                ClassLocations.of(Map.of()),
                Optional.empty(),
                Optional.empty(),
                "",
                "");
    }

    @Test
    void makesTheSameBatchForTheSamePosition() {
        TrainingCase c = aCase("c", 12, 12, 12, Map.of(1, new int[] {5, 5, 5}));
        BatchPlan plan = plan(2, AugmentationScheme.V2, List.of(c));
        BatchMaker used = new BatchMaker(plan);
        for (int i = 0; i < 20; i++) {
            used.make(true, 0, i);
        }
        assertThat(used.make(true, 3, 7).image())
                .isEqualTo(new BatchMaker(plan).make(true, 3, 7).image());
        assertThat(used.make(true, 3, 7).image())
                .isNotEqualTo(used.make(true, 3, 8).image());
    }
}
