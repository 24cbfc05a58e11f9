package io.nephrite.imaging.preprocess;

import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.LabelRule;
import io.nephrite.core.plans.PreprocessingOrder;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.resample.LabelResampler;
import io.nephrite.imaging.resample.PlaneSource;
import io.nephrite.imaging.resample.ResamplingPlan;
import io.nephrite.imaging.resample.SplineResampler;
import io.nephrite.imaging.resample.Transposition;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Preprocesses a case for the network: crops it to its non-zero box, transposes its axes, normalises and resamples it
 * (version 1 resamples first), and samples locations of each class. Has no state but its settings, and does not change its
 * input.
 *
 * <pre>{@code
 * LabelMap labels = LabelMap.of("background", "kidney", "tumor");
 * PreprocessingParameters parameters =
 *         PreprocessingParameters.of(plans, plans.configuration("3d_fullres"), labels.classes(), Optional.empty());
 * PreprocessedCase made = new CasePreprocessor(parameters, 2).preprocess("case_00001", image, Optional.empty());
 * float[] voxels = made.image(); // normalised, in C order of made.shape(), on the spacing of the plans
 * }</pre>
 *
 * <p>Reference: nnU-Net 2.8.1 {@code DefaultPreprocessor.run_case_npy}; v1 {@code GenericPreprocessor}.
 */
public final class CasePreprocessor {
    private final PreprocessingParameters parameters;
    private final int threads;

    public CasePreprocessor(PreprocessingParameters parameters, int threads) {
        this.parameters = parameters;
        this.threads = threads;
    }

    /**
     * Preprocesses a case.
     *
     * @param label absent for images that are only predicted
     */
    public PreprocessedCase preprocess(String caseId, ImageVolume image, Optional<LabelVolume> label) {
        check(caseId, image, label);
        Optional<RawResampling> raw = parameters.rawResampling();
        if (raw.isEmpty()) {
            return onGrid(caseId, image, label, Optional.empty(), Optional.empty());
        }
        RawResampler resampler = new RawResampler(threads);
        ImageVolume resampled = resampler.resample(image, raw.get());
        return onGrid(
                caseId,
                resampled,
                label.map(l -> resampler.resample(l, raw.get())),
                Optional.of(image.shape()),
                Optional.of(image.spacing()));
    }

    private PreprocessedCase onGrid(
            String caseId,
            ImageVolume image,
            Optional<LabelVolume> label,
            Optional<Shape3> rawShape,
            Optional<Spacing> rawSpacing) {
        AxisOrder order = parameters.transposeForward();
        NonzeroCrop crop = NonzeroCropper.crop(image, threads);
        LabelArray cropped = croppedLabels(label, crop, order);

        Spacing current = order.apply(image.spacing());
        Spacing target = targetSpacing(parameters, current);
        Shape3 from = order.apply(crop.box().shape());
        Shape3 to = ResamplingPlan.newShape(from, current, target);
        ResamplingPlan plan = ResamplingPlan.of(from, to, current, target, parameters.forceSeparateZ());
        ResamplingPlan ofLabels = ResamplingPlan.of(from, to, current, target, parameters.segForceSeparateZ());

        LabelArray segmentation = new LabelResampler(
                        ofLabels, parameters.labelRule().orElse(LabelRule.AT_LEAST_HALF), threads)
                .resample(cropped);
        float[] voxels = parameters.order() == PreprocessingOrder.V1
                ? resampleThenNormalize(caseId, image, crop, plan, segmentation)
                : normalizeThenResample(caseId, image, crop, plan, cropped);
        ClassLocations locations = label.isPresent()
                ? ClassLocationSampler.sample(segmentation, to, parameters.classes())
                : ClassLocations.of(Map.of());
        VolumeHashes hashes = VolumeHashes.of(voxels, image.channels(), segmentation, to);
        CaseProperties properties = new CaseProperties(
                caseId,
                image.spacing(),
                order.apply(image.shape()),
                order.apply(crop.box()),
                from,
                to,
                target,
                image.channels(),
                locations,
                rawShape,
                rawSpacing,
                hashes.image(),
                hashes.segmentation());
        return new PreprocessedCase(voxels, segmentation, to, image.channels(), properties);
    }

    /**
     * Shape that a case has, or will have, when it is preprocessed with other parameters of the same plans: the crop
     * does not depend on them.
     *
     * @param properties of the case, preprocessed with any parameters
     * @return plan frame
     */
    public static Shape3 shape(CaseProperties properties, PreprocessingParameters others) {
        Spacing current = others.transposeForward().apply(properties.spacing());
        return ResamplingPlan.newShape(properties.shapeAfterCropping(), current, targetSpacing(others, current));
    }

    /** Plan frame; a 2d configuration keeps the case's own spacing along the first axis. */
    public static Spacing targetSpacing(PreprocessingParameters parameters, Spacing current) {
        List<Double> mm = parameters.spacing();
        return mm.size() == 2
                ? new Spacing(current.z(), mm.get(0), mm.get(1))
                : new Spacing(mm.get(0), mm.get(1), mm.get(2));
    }

    private LabelArray croppedLabels(Optional<LabelVolume> label, NonzeroCrop crop, AxisOrder order) {
        Shape3 shape = order.apply(crop.box().shape());
        int voxels = Math.toIntExact(shape.voxels());
        LabelArray cropped =
                label.map(l -> l.voxels().allocate(voxels)).orElseGet(() -> LabelArray.allocate(voxels, 0));
        label.ifPresent(l -> {
            int planes = 16;
            Parallel.forEach(threads, (shape.z() + planes - 1) / planes, group -> {
                int first = group * planes;
                int count = Math.min(planes, shape.z() - first);
                Transposition.planes(
                        l.voxels(),
                        0,
                        l.shape(),
                        crop.box(),
                        order,
                        first,
                        count,
                        cropped,
                        first * shape.y() * shape.x());
            });
        });
        crop.markOutside(cropped, order);
        return cropped;
    }

    private float[] normalizeThenResample(
            String caseId, ImageVolume image, NonzeroCrop crop, ResamplingPlan plan, LabelArray labels) {
        return eachChannel(
                image,
                plan,
                (channel, source) -> {
                    IntensityNormalizer normalizer = normalizer(caseId, channel, source, labels);
                    int plane = plan.from().y() * plan.from().x();
                    return new PlaneSource() {
                        @Override
                        public Shape3 shape() {
                            return source.shape();
                        }

                        @Override
                        public void read(int first, int count, float[] target) {
                            source.read(first, count, target);
                            normalizer.apply(target, 0, count * plane, labels, first * plane);
                        }
                    };
                },
                crop);
    }

    private float[] resampleThenNormalize(
            String caseId, ImageVolume image, NonzeroCrop crop, ResamplingPlan plan, LabelArray labels) {
        float[] voxels = eachChannel(image, plan, (channel, source) -> new NanToZero(source), crop);
        Shape3 to = plan.to();
        int plane = to.y() * to.x();
        for (int c = 0; c < image.channels(); c++) {
            int offset = Math.toIntExact(c * to.voxels());
            IntensityNormalizer normalizer = normalizer(caseId, c, PlaneSource.of(voxels, offset, to), labels);
            Parallel.forEach(
                    threads, to.z(), z -> normalizer.apply(voxels, offset + z * plane, plane, labels, z * plane));
        }
        return voxels;
    }

    private IntensityNormalizer normalizer(String caseId, int channel, PlaneSource source, LabelArray labels) {
        IntensityStatisticsOfCase statistics = IntensityNormalizer.needsStatistics(parameters, channel)
                ? IntensityStatisticsOfCase.of(
                        source, labels, IntensityNormalizer.usesMask(parameters, channel), threads)
                : IntensityStatisticsOfCase.NONE;
        return IntensityNormalizer.of(caseId, parameters, channel, statistics);
    }

    private float[] eachChannel(ImageVolume image, ResamplingPlan plan, ChannelView view, NonzeroCrop crop) {
        int perChannel = Math.toIntExact(plan.to().voxels());
        float[] voxels = new float[Math.multiplyExact(perChannel, image.channels())];
        SplineResampler resampler = new SplineResampler(plan, parameters.dataOrder(), parameters.dataOrderZ(), threads);
        for (int c = 0; c < image.channels(); c++) {
            PlaneSource source = new CroppedChannel(image, c, crop.box(), parameters.transposeForward());
            resampler.resample(view.of(c, source), voxels, c * perChannel);
        }
        return voxels;
    }

    private void check(String caseId, ImageVolume image, Optional<LabelVolume> label) {
        if (image.channels() != parameters.normalizationSchemes().size()) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    "%s: %d channels, the plans were made for %d"
                            .formatted(
                                    caseId,
                                    image.channels(),
                                    parameters.normalizationSchemes().size()));
        }
        if (label.isPresent() && !label.get().shape().equals(image.shape())) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    "%s: label shape %s differs from image shape %s; re-export the label on the image's grid"
                            .formatted(caseId, label.get().shape(), image.shape()));
        }
    }

    private interface ChannelView {
        PlaneSource of(int channel, PlaneSource source);
    }

    /** As nnU-Net v1 reads images. */
    private record NanToZero(PlaneSource source) implements PlaneSource {
        @Override
        public Shape3 shape() {
            return source.shape();
        }

        @Override
        public void read(int first, int count, float[] target) {
            source.read(first, count, target);
            for (int i = 0; i < count * shape().y() * shape().x(); i++) {
                if (Float.isNaN(target[i])) {
                    target[i] = 0;
                }
            }
        }
    }
}
