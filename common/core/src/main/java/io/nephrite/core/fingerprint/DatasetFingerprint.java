package io.nephrite.core.fingerprint;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * nnU-Net's dataset_fingerprint.json. Cases in ascending order of their ids; frame: array.
 *
 * @param intensityProperties channel index as text → statistics
 * @param medianRelativeSize median over the cases of voxels after crop / before
 * @param spacings mm
 */
public record DatasetFingerprint(
        @JsonProperty("foreground_intensity_properties_per_channel")
        Map<String, IntensityProperties> intensityProperties,

        @JsonProperty("median_relative_size_after_cropping") double medianRelativeSize,
        @JsonProperty("shapes_after_crop") List<Shape3> shapesAfterCrop,
        List<Spacing> spacings) {
    public DatasetFingerprint {
        intensityProperties = Map.copyOf(intensityProperties);
        shapesAfterCrop = List.copyOf(shapesAfterCrop);
        spacings = List.copyOf(spacings);
        if (shapesAfterCrop.isEmpty() || shapesAfterCrop.size() != spacings.size()) {
            throw new IllegalArgumentException("a fingerprint needs as many shapes as spacings and at least one, found "
                    + shapesAfterCrop.size() + " and " + spacings.size());
        }
    }

    /**
     * Puts the cases' fingerprints together.
     *
     * @param cases any order
     * @param intensityProperties as {@link IntensityStatistics} gives them
     */
    public static DatasetFingerprint of(
            Collection<CaseFingerprint> cases, Map<String, IntensityProperties> intensityProperties) {
        List<CaseFingerprint> sorted = cases.stream()
                .sorted(Comparator.comparing(CaseFingerprint::caseId))
                .toList();
        return new DatasetFingerprint(
                intensityProperties,
                Quantile.median(sorted.stream()
                        .mapToDouble(CaseFingerprint::relativeSize)
                        .toArray()),
                sorted.stream().map(CaseFingerprint::shapeAfterCrop).toList(),
                sorted.stream().map(CaseFingerprint::spacing).toList());
    }

    /**
     * Reads dataset_fingerprint.json.
     *
     * @throws io.nephrite.core.failure.PipelineException {@link FailureCode#INVALID_DATASET} where the document is not
     *     a fingerprint
     */
    public static DatasetFingerprint parse(byte[] json) {
        try {
            return Json.read(json, DatasetFingerprint.class);
        } catch (IllegalArgumentException e) {
            throw new PipelineException(FailureCode.INVALID_DATASET, "dataset_fingerprint.json: " + e.getMessage(), e);
        }
    }
}
