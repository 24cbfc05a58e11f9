package io.nephrite.imaging.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.RawInterpolation;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.plans.Resampling;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiBytes;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.preprocess.TestParameters;
import io.nephrite.imaging.read.FileImage;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Preprocessing and back, through files, in all 48 orientations of the file axes. */
class PredictionRestorerTest {
    private static final List<List<Integer>> PERMUTATIONS = List.of(
            List.of(0, 1, 2), List.of(0, 2, 1), List.of(1, 0, 2), List.of(1, 2, 0), List.of(2, 0, 1), List.of(2, 1, 0));
    /** Extent along right, anterior, superior. */
    private static final int[] VOXELS = {20, 16, 12};

    private static final double[] MM = {0.8, 1.1, 1.6};
    /** World position of the middle of the object, mm. */
    private static final double[] MIDDLE = {-3, 12, 40};

    private static final double RADIUS_MM = 4.4;

    /** File axis d runs along world axis {@code axes.get(d)}, towards its negative end where {@code flipped.get(d)}. */
    record Orientation(List<Integer> axes, List<Boolean> flipped) {
        Affine affine() {
            double[][] rows = new double[3][4];
            for (int d = 0; d < 3; d++) {
                int world = axes.get(d);
                double half = (VOXELS[world] - 1) / 2.0 * MM[world];
                rows[world][d] = flipped.get(d) ? -MM[world] : MM[world];
                // The object is a little off the middle of the volume.
                rows[world][3] = MIDDLE[world] + 2.5 + (flipped.get(d) ? half : -half);
            }
            return Affine.of(rows);
        }

        Shape3 shape() {
            return new Shape3(VOXELS[axes.get(2)], VOXELS[axes.get(1)], VOXELS[axes.get(0)]);
        }

        /** Plan frame with the world's superior axis first. */
        int[] transpose() {
            int[] order = new int[3];
            for (int d = 0; d < 3; d++) {
                order[2 - axes.get(d)] = 2 - d;
            }
            return order;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (int d = 0; d < 3; d++) {
                text.append(flipped.get(d) ? "LPI".charAt(axes.get(d)) : "RAS".charAt(axes.get(d)));
            }
            return text.toString();
        }
    }

    static Stream<Orientation> orientations() {
        return PERMUTATIONS.stream()
                .flatMap(axes -> IntStream.range(0, 8)
                        .mapToObj(f -> new Orientation(axes, List.of((f & 1) != 0, (f & 2) != 0, (f & 4) != 0))));
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void givesTheLabelsBackWhereNothingIsResampled(Orientation orientation) throws IOException {
        PreprocessingParameters parameters = new TestParameters()
                .transpose(orientation.transpose())
                .spacing((double) (float) MM[2], (double) (float) MM[1], (double) (float) MM[0])
                .build();
        FileImage image = throughFile(orientation);
        LabelVolume label = label(image);

        assertThat(roundTrip(image, label, parameters).voxels()).isEqualTo(label.voxels());
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void hitsTheSameWorldPointsWhereItIsResampled(Orientation orientation) throws IOException {
        PreprocessingParameters parameters = new TestParameters()
                .transpose(orientation.transpose())
                .spacing(1.3, 0.9, 1.2)
                .build();
        FileImage image = throughFile(orientation);

        sameWorldPoints(image, parameters, 0.9);
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void comesBackOntoTheFilesGridAfterRawResampling(Orientation orientation) throws IOException {
        List<Double> recipe = List.of(1.4, 1.2, 1.3);
        PreprocessingParameters parameters = new TestParameters()
                .transpose(orientation.transpose())
                .spacing(1.3, 1.2, 1.4)
                .raw(new RawResampling(recipe, RawInterpolation.LINEAR, RawInterpolation.NEAREST, 0))
                .build();
        FileImage image = throughFile(orientation);

        sameWorldPoints(image, parameters, 2);
    }

    /** Cases 15, 23, 37, 39, 116, 125, 144, 157, 176: unsigned, a qform alone, no spacing beyond the third axis. */
    @ParameterizedTest
    @CsvSource({
        "3, 0.705078125",
        "3, 0.7820000052452087",
        "5, 0.9375",
        "5, 0.703125",
        "0.5, 0.671875",
        "3, 0.9765625",
        "2.5, 0.791015625",
        "0.5, 0.8515625",
        "5, 0.9765625"
    })
    void givesTheLabelsBackOnTheGridOfKits19sOddHeaders(double sliceMm, double pixelMm) throws IOException {
        double half = Math.sqrt(0.5);
        byte[] bytes = NiftiBytes.of(StoredType.UINT16, 9, 14, 11)
                .pixdim(sliceMm, pixelMm, pixelMm, 0, 0, 0, 0)
                .forms(1, 0)
                .quaternion(half, 0, -half)
                .voxels(i -> 1 + i % 1500)
                .gzip();
        FileImage image = ImageFileReader.readImage(new ByteArrayInputStream(bytes), "odd");
        LabelVolume label = label(image, i -> (byte) (i / 7 % 3));
        PreprocessingParameters parameters = new TestParameters()
                .transpose(2, 0, 1)
                .spacing(sliceMm, pixelMm, pixelMm)
                .build();

        LabelVolume restored = roundTrip(image, label, parameters, LabelMap.of("background", "a", "b"));

        assertThat(restored.voxels()).isEqualTo(label.voxels());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        NiftiWriter.writeLabel(file, restored, (NiftiHeader) image.header());
        Affine written = ImageFileReader.readHeader(new ByteArrayInputStream(file.toByteArray()), "restored")
                .affine();
        double[][] expected = {{0, 0, -pixelMm, 0}, {0, -pixelMm, 0, 0}, {-sliceMm, 0, 0, 0}};
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                assertThat(written.get(row, column)).isCloseTo(expected[row][column], within(1e-6));
            }
        }
    }

    @Test
    void exportsEachRegionAsTheLabelThatIsItsOwn() throws IOException {
        LabelMap regions = new LabelMap(
                List.of(Label.of("background", 0), Label.of("core", 2), new Label("whole", List.of(1, 2, 3))),
                List.of(3, 1));
        FileImage image = throughFile(new Orientation(PERMUTATIONS.get(0), List.of(false, false, false)));
        int plane = image.volume().shape().y() * image.volume().shape().x();
        LabelVolume label = label(image, i -> (byte) (i < plane ? 0 : i / 7 % 4)); // the first plane is cropped
        PreprocessingParameters parameters =
                new TestParameters().spacing(MM[2], MM[1], MM[0]).build();

        LabelVolume restored = roundTrip(image, label, parameters, regions);

        // the later of regions that overlap is painted over the earlier
        for (int i = 0; i < label.voxels().length(); i++) {
            assertThat(restored.voxels().get(i)).isEqualTo(label.voxels().get(i) == 0 ? 0 : 1);
        }
    }

    /** Preprocessing never treats the thick axis alone here. */
    @Test
    void treatsTheThickAxisOfLogitsAsThePlansSayOfPredictions() {
        PreprocessingParameters parameters = new TestParameters()
                .spacing(3.0, 1.0, 1.0)
                .separateZ(false, false)
                .build();
        Shape3 shape = new Shape3(9, 6, 5);
        ImageVolume image = new ImageVolume(new float[(int) shape.voxels()], 1, shape, new Spacing(1, 1, 1));
        Arrays.fill(image.voxels(), 7);
        PreprocessedCase done = new CasePreprocessor(parameters, 1).preprocess("c", image, Optional.empty());
        assertThat(done.shape()).isEqualTo(new Shape3(3, 6, 5));
        // 3 mm slices that are each one class: the strengths differ, so that borders lie off the middle
        int plane = 6 * 5;
        float[] logits = new float[2 * 3 * plane];
        Arrays.fill(logits, 0, plane, 1);
        Arrays.fill(logits, 4 * plane, 5 * plane, 3);
        Arrays.fill(logits, 2 * plane, 3 * plane, 1);

        assertThat(planes(logits, done, parameters, Optional.of(true))).containsExactly(0, 0, 0, 1, 1, 1, 0, 0, 0);
        assertThat(planes(logits, done, parameters, Optional.of(false))).containsExactly(0, 0, 1, 1, 1, 1, 1, 0, 0);
        assertThat(planes(logits, done, parameters, Optional.empty())).containsExactly(0, 0, 1, 1, 1, 1, 1, 0, 0);
    }

    private static List<Integer> planes(
            float[] logits, PreprocessedCase done, PreprocessingParameters parameters, Optional<Boolean> separateZ) {
        byte[] labels = new PredictionRestorer(parameters, new Resampling(false, 1, 0, separateZ), 1)
                .restore(logits, LabelMap.of("background", "ball"), done.shape(), done.properties())
                .voxels()
                .int8();
        return IntStream.range(0, 9).mapToObj(z -> (int) labels[z * 30]).toList();
    }

    private static void sameWorldPoints(FileImage image, PreprocessingParameters parameters, double marginMm)
            throws IOException {
        LabelVolume restored = roundTrip(image, label(image), parameters);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        NiftiWriter.writeLabel(file, restored, (NiftiHeader) image.header());
        NiftiHeader header =
                (NiftiHeader) ImageFileReader.readHeader(new ByteArrayInputStream(file.toByteArray()), "restored");

        int core = 0;
        for (int i = 0; i < restored.voxels().length(); i++) {
            double distance = distanceMm(world(header.affine(), restored.shape(), i));
            if (distance < RADIUS_MM - marginMm) {
                assertThat(restored.voxels().get(i)).isEqualTo(1);
                core++;
            } else if (distance > RADIUS_MM + marginMm) {
                assertThat(restored.voxels().get(i)).isZero();
            }
        }
        assertThat(core).isGreaterThan(10);
    }

    private static LabelVolume roundTrip(FileImage image, LabelVolume label, PreprocessingParameters parameters) {
        return roundTrip(image, label, parameters, LabelMap.of("background", "ball"));
    }

    private static LabelVolume roundTrip(
            FileImage image, LabelVolume label, PreprocessingParameters parameters, LabelMap labels) {
        PreprocessedCase done = new CasePreprocessor(parameters, 2).preprocess("c", image.volume(), Optional.of(label));
        int n = done.segmentation().length();
        float[] logits = new float[labels.outputs() * n];
        for (int k = 0; k < labels.outputs(); k++) {
            Set<Integer> values = values(labels, k);
            for (int i = 0; i < n; i++) {
                logits[k * n + i] = values.contains(Math.max(done.segmentation().get(i), 0)) ? 1 : -1;
            }
        }
        PredictionRestorer restorer = new PredictionRestorer(parameters, Resampling.PROBABILITIES, 2);
        LabelVolume restored = restorer.restore(logits, labels, done.shape(), done.properties());
        if (done.properties().rawShape().isEmpty() && !labels.hasRegions()) {
            requireHighestAtTheLabel(
                    restorer.restoreProbabilities(logits, labels, done.shape(), done.properties()), restored);
        }
        assertThat(restored.shape()).isEqualTo(image.volume().shape());
        assertThat(restored.spacing()).isEqualTo(image.volume().spacing());
        return restored;
    }

    private static void requireHighestAtTheLabel(Probabilities probabilities, LabelVolume labels) {
        int n = labels.voxels().length();
        float[] values = probabilities.values();
        for (int i = 0; i < n; i++) {
            int highest = 0;
            for (int k = 1; k < probabilities.outputs(); k++) {
                highest = values[k * n + i] > values[highest * n + i] ? k : highest;
            }
            assertThat(highest).isEqualTo(labels.voxels().get(i));
        }
    }

    /** Of the voxels that belong to an output of the network. */
    private static Set<Integer> values(LabelMap labels, int output) {
        return labels.hasRegions() ? Set.copyOf(labels.classes().get(output)) : Set.of(output);
    }

    private static FileImage throughFile(Orientation orientation) throws IOException {
        Shape3 shape = orientation.shape();
        NiftiHeader header = NiftiHeader.of(shape, 1, StoredType.INT16, orientation.affine());
        float[] voxels = new float[(int) shape.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            // Zero slices at one end, so that there is something to crop.
            voxels[i] = i < shape.y() * shape.x() ? 0 : 1 + i % 50;
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        NiftiWriter.writeImage(file, new ImageVolume(voxels, 1, shape, header.spacing()), header);
        return ImageFileReader.readImage(new ByteArrayInputStream(file.toByteArray()), "image");
    }

    /** A ball around the world point. */
    private static LabelVolume label(FileImage image) {
        Shape3 shape = image.volume().shape();
        Affine affine = image.header().affine();
        return label(image, i -> (byte) (distanceMm(world(affine, shape, i)) < RADIUS_MM ? 1 : 0));
    }

    private static LabelVolume label(FileImage image, IntFunction<Byte> labelOfVoxel) {
        Shape3 shape = image.volume().shape();
        byte[] labels = new byte[(int) shape.voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = labelOfVoxel.apply(i);
        }
        return new LabelVolume(labels, shape, image.volume().spacing());
    }

    private static double distanceMm(double[] p) {
        double squared = 0;
        for (int axis = 0; axis < 3; axis++) {
            squared += (p[axis] - MIDDLE[axis]) * (p[axis] - MIDDLE[axis]);
        }
        return Math.sqrt(squared);
    }

    private static double[] world(Affine affine, Shape3 shape, int index) {
        int[] xyz = {index % shape.x(), index / shape.x() % shape.y(), index / (shape.y() * shape.x())};
        double[] p = new double[3];
        for (int row = 0; row < 3; row++) {
            p[row] = affine.get(row, 3);
            for (int d = 0; d < 3; d++) {
                p[row] += affine.get(row, d) * xyz[d];
            }
        }
        return p;
    }
}
