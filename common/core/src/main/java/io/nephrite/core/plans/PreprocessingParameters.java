package io.nephrite.core.plans;

import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that a preprocessed case depends on besides the case itself. Two configurations with equal parameters
 * share their volumes. Frame: plan.
 *
 * @param spacing mm; 3 values, or 2 in the plane for 2d, where the first axis keeps the case's own
 * @param normalizationSchemes one per channel
 * @param useMaskForNorm one per channel
 * @param intensityProperties channel index as text → statistics, only of channels whose normalisation uses them
 * @param forceSeparateZ of images: treat the thick axis alone always or never; absent: decided per case
 * @param segForceSeparateZ the same of labels
 * @param labelRule by which labels are resampled; absent: {@link LabelRule#AT_LEAST_HALF}, the only one when older
 *     documents were written, so that these keep their ids
 * @param classes label values of each foreground label or region; their voxels' places are sampled for training
 */
public record PreprocessingParameters(
        PreprocessingOrder order,
        AxisOrder transposeForward,
        List<Double> spacing,
        List<NormalizationScheme> normalizationSchemes,
        List<Boolean> useMaskForNorm,
        Map<String, IntensityProperties> intensityProperties,
        int dataOrder,
        int dataOrderZ,
        int segOrder,
        int segOrderZ,
        Optional<Boolean> forceSeparateZ,
        Optional<Boolean> segForceSeparateZ,
        Optional<LabelRule> labelRule,
        List<List<Integer>> classes,
        Optional<RawResampling> rawResampling) {
    public PreprocessingParameters {
        Objects.requireNonNull(order, "order");
        spacing = List.copyOf(spacing);
        normalizationSchemes = List.copyOf(normalizationSchemes);
        useMaskForNorm = List.copyOf(useMaskForNorm);
        intensityProperties = Map.copyOf(intensityProperties);
        classes = classes.stream().map(List::copyOf).toList();
        if (spacing.size() != 2 && spacing.size() != 3) {
            throw new IllegalArgumentException("spacing needs 2 or 3 values, found " + spacing);
        }
        if (normalizationSchemes.size() != useMaskForNorm.size()) {
            throw new IllegalArgumentException("as many normalisation schemes as masks are needed, found "
                    + normalizationSchemes.size() + " and " + useMaskForNorm.size());
        }
        if (!Resampling.IMAGE_ORDERS.containsAll(List.of(dataOrder, dataOrderZ))
                || segOrder != Resampling.SEGMENTATION.order()
                || segOrderZ != Resampling.SEGMENTATION.orderZ()) {
            throw new IllegalArgumentException("nothing resamples images with orders " + dataOrder + " and "
                    + dataOrderZ + " and labels with " + segOrder + " and " + segOrderZ);
        }
    }

    public static PreprocessingParameters of(
            Plans plans,
            ConfigurationPlan configuration,
            List<List<Integer>> classes,
            Optional<RawResampling> rawResampling) {
        Resampling data = configuration.dataResampling();
        Resampling seg = configuration.segmentationResampling();
        Map<String, IntensityProperties> used = new TreeMap<>();
        List<NormalizationScheme> schemes = configuration.normalizationSchemes();
        for (int channel = 0; channel < schemes.size(); channel++) {
            if (schemes.get(channel) == NormalizationScheme.CT) {
                String key = Integer.toString(channel);
                IntensityProperties properties = plans.intensityProperties().get(key);
                if (properties == null) {
                    throw new PipelineException(
                            FailureCode.INVALID_PLANS,
                            "plans /foreground_intensity_properties_per_channel: nothing for channel " + key
                                    + ", which " + configuration.name() + " normalises as CT");
                }
                used.put(key, properties);
            }
        }
        return new PreprocessingParameters(
                configuration.preprocessingOrder(),
                plans.transposeForward(),
                Arrays.stream(configuration.spacing()).boxed().toList(),
                schemes,
                configuration.useMaskForNorm(),
                used,
                data.order(),
                data.orderZ(),
                seg.order(),
                seg.orderZ(),
                data.forceSeparateZ(),
                seg.forceSeparateZ(),
                labelRule(configuration.preprocessingOrder()),
                classes,
                rawResampling);
    }

    /** Volumes of nnU-Net v1 were made by the rule of its time. */
    private static Optional<LabelRule> labelRule(PreprocessingOrder order) {
        return order == PreprocessingOrder.V1 ? Optional.empty() : Optional.of(LabelRule.HIGHEST_SCORE);
    }

    /** The same for equal parameters, in any process. */
    public String id() {
        return ContentHash.of(Json.bytes(this));
    }
}
