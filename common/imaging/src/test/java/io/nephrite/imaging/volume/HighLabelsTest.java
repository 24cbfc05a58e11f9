package io.nephrite.imaging.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.RawInterpolation;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.LabelRule;
import io.nephrite.core.plans.NormalizationScheme;
import io.nephrite.core.plans.Resampling;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.ConfusionCounts;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.postprocess.LargestComponentFilter;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.preprocess.RawResampler;
import io.nephrite.imaging.preprocess.TestParameters;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.resample.LabelResampler;
import io.nephrite.imaging.resample.LogitResampler;
import io.nephrite.imaging.resample.ResamplingPlan;
import io.nephrite.imaging.restore.PredictionRestorer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Labels above 127 take the same way as others: what holds of low labels holds of the same labels shifted. */
class HighLabelsTest {
    private static final int SHIFT = 30_000;
    private static final Shape3 SHAPE = new Shape3(6, 11, 13);
    private static final Spacing SPACING = new Spacing(3, 1.5, 1);

    @ParameterizedTest
    @EnumSource
    void resamplesThemAsLowOnes(LabelRule rule) {
        ResamplingPlan plan = new ResamplingPlan(SHAPE, new Shape3(9, 8, 21), OptionalInt.empty());

        LabelArray high = new LabelResampler(plan, rule, 2).resample(shifted(low()));

        assertThat(high).isEqualTo(shifted(new LabelResampler(plan, rule, 2).resample(low())));
    }

    @Test
    void preprocessesThemAsLowOnesInTwoBytes() {
        PreprocessedCase low = preprocessed(low());
        PreprocessedCase high = preprocessed(shifted(low()));

        assertThat(low.segmentation().isInt8()).isTrue();
        assertThat(high.segmentation().isInt8()).isFalse();
        assertThat(high.segmentation()).isEqualTo(shifted(low.segmentation()));
        assertThat(high.image()).isEqualTo(low.image());
        assertThat(high.properties().segmentationSha256())
                .isNotEqualTo(low.properties().segmentationSha256());
    }

    private static PreprocessedCase preprocessed(LabelArray labels) {
        Random random = new Random(3);
        float[] voxels = new float[(int) SHAPE.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = i % SHAPE.x() == 0 ? 0 : random.nextInt(1, 100);
        }
        return new CasePreprocessor(parameters().build(), 2)
                .preprocess(
                        "c",
                        new ImageVolume(voxels, 1, SHAPE, SPACING),
                        Optional.of(new LabelVolume(labels, SHAPE, SPACING)));
    }

    @Test
    void resamplesThemRawAsLowOnes() {
        RawResampling raw =
                new RawResampling(List.of(1.4, 1.2, 2.0), RawInterpolation.LINEAR, RawInterpolation.NEAREST, 0);
        RawResampler resampler = new RawResampler(2);

        LabelVolume high = resampler.resample(new LabelVolume(shifted(low()), SHAPE, SPACING), raw);

        assertThat(high.voxels())
                .isEqualTo(shifted(resampler
                        .resample(new LabelVolume(low(), SHAPE, SPACING), raw)
                        .voxels()));
    }

    /** As nnU-Net: uint8, or uint16 from 255 on. */
    @ParameterizedTest
    @CsvSource({"127, UINT8", "128, UINT8", "254, UINT8", "255, UINT16", "32767, UINT16"})
    void writesThemInTheTypeThatTheyNeedAndReadsThemAgain(int highest, StoredType type) throws IOException {
        LabelArray labels = LabelArray.allocate((int) SHAPE.voxels(), highest);
        labels.set(17, highest);
        labels.set(18, 1);

        byte[] file = written(labels);

        assertThat(ImageFileReader.readHeader(new ByteArrayInputStream(file), "f")
                        .layout()
                        .type())
                .isEqualTo(type);
        assertThat(ImageFileReader.readLabel(new ByteArrayInputStream(file), "f")
                        .voxels())
                .isEqualTo(labels);
    }

    @Test
    void writesNoLabelBelowZero() {
        LabelArray labels = LabelArray.allocate((int) SHAPE.voxels(), 300);
        labels.set(5, -1);

        assertThatThrownBy(() -> written(labels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label -1");
    }

    private static byte[] written(LabelArray labels) throws IOException {
        NiftiHeader header = NiftiHeader.of(SHAPE, 1, StoredType.FLOAT32, Affine.of(new double[][] {
            {1, 0, 0, 0}, {0, 1.5, 0, 0}, {0, 0, 3, 0}
        }));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        NiftiWriter.writeLabel(file, new LabelVolume(labels, SHAPE, SPACING), header);
        return file.toByteArray();
    }

    @Test
    void decidesBetweenMoreThan127Classes() {
        int classes = 200;
        ResamplingPlan plan = new ResamplingPlan(new Shape3(1, 1, 3), new Shape3(1, 1, 6), OptionalInt.empty());
        float[] logits = new float[3 * classes];
        logits[3 * 5] = 4;
        logits[3 * 150 + 1] = 4;
        logits[3 * 199 + 2] = 4;

        LabelArray strongest = new LogitResampler(plan, 1).classes(logits, classes);

        assertThat(strongest.int16()).containsExactly(5, 5, 150, 150, 199, 199);
    }

    @Test
    void exportsRegionsAsHighLabels() {
        PreprocessedCase low = preprocessed(low());
        int n = low.segmentation().length();
        float[] logits = new float[2 * n];
        for (int i = 0; i < n; i++) {
            logits[i] = low.segmentation().get(i) > 0 ? 1 : -1;
            logits[n + i] = low.segmentation().get(i) > 1 ? 1 : -1;
        }
        LabelMap high = new LabelMap(
                List.of(
                        new Label("background", List.of(0)),
                        new Label("whole", List.of(300, 301)),
                        new Label("core", List.of(301))),
                List.of(300, 301));

        LabelVolume restored = new PredictionRestorer(parameters().build(), Resampling.PROBABILITIES, 1)
                .restore(logits, high, low.shape(), low.properties());

        assertThat(restored.shape()).isEqualTo(SHAPE);
        assertThat(restored.voxels().max()).isEqualTo(301);
        assertThat(restored.voxels().min()).isZero();
    }

    private static TestParameters parameters() {
        return new TestParameters().transpose(2, 0, 1).scheme(NormalizationScheme.Z_SCORE, true);
    }

    @Test
    void countsThemAsLowOnes() {
        LabelMap high = new LabelMap(
                List.of(
                        new Label("background", List.of(0)),
                        new Label("a", List.of(SHIFT + 1)),
                        new Label("b", List.of(SHIFT + 2)),
                        new Label("c", List.of(SHIFT + 3))),
                List.of());
        LabelArray reference = nonNegative(low());
        LabelArray prediction = nonNegative(low());
        for (int i = 0; i < prediction.length(); i += 7) {
            prediction.set(i, (prediction.get(i) + 1) % 4);
        }

        CaseMetrics ofLow = metrics(prediction, reference, LabelMap.of("background", "a", "b", "c"));
        CaseMetrics ofHigh = metrics(shifted(prediction), shifted(reference), high);

        assertThat(List.copyOf(ofHigh.metrics().values()))
                .containsExactlyElementsOf(
                        List.<ConfusionCounts>copyOf(ofLow.metrics().values()));
        assertThat(ofHigh.foreground()).isEqualTo(ofLow.foreground());
    }

    private static CaseMetrics metrics(LabelArray prediction, LabelArray reference, LabelMap labels) {
        return CaseMetrics.of(
                "p",
                "r",
                new LabelVolume(prediction, SHAPE, SPACING),
                new LabelVolume(reference, SHAPE, SPACING),
                labels);
    }

    @Test
    void keepsTheirLargestComponentsAsLowOnes() {
        LabelVolume low = new LargestComponentFilter(Set.of(1)).apply(new LabelVolume(low(), SHAPE, SPACING));
        LabelVolume high =
                new LargestComponentFilter(Set.of(SHIFT + 1)).apply(new LabelVolume(shifted(low()), SHAPE, SPACING));

        assertThat(high.voxels()).isEqualTo(shifted(low.voxels()));
    }

    @Test
    void refusesLabelsThatNoVolumeHolds() {
        assertThatThrownBy(() -> LabelArray.allocate(3, 32_768)).hasMessage("labels are at most 32767, found 32768");
    }

    private static LabelArray low() {
        Random random = new Random(5);
        byte[] labels = new byte[(int) SHAPE.voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) random.nextInt(0, 4);
        }
        return LabelArray.of(labels);
    }

    private static LabelArray nonNegative(LabelArray labels) {
        assertThat(labels.min()).isNotNegative();
        return labels;
    }

    private static LabelArray shifted(LabelArray labels) {
        LabelArray shifted = LabelArray.allocate(labels.length(), SHIFT);
        for (int i = 0; i < labels.length(); i++) {
            shifted.set(i, labels.get(i) > 0 ? labels.get(i) + SHIFT : labels.get(i));
        }
        return shifted;
    }
}
