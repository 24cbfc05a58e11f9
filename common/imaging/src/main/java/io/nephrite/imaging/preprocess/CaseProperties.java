package io.nephrite.imaging.preprocess;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.util.Objects;
import java.util.Optional;

/**
 * What must be known of a preprocessed case to sample patches from it and to bring a prediction back onto its grid. The
 * JSON names are nnU-Net's where it has them.
 *
 * @param spacing mm, array frame: of the grid that was cropped, so after raw resampling where there is one
 * @param shapeBeforeCropping plan frame
 * @param boundingBox of the non-zero voxels, plan frame
 * @param shapeAfterCropping plan frame, before resampling
 * @param shape plan frame, after resampling: that of the stored volumes
 * @param resampledSpacing mm, plan frame: spacing that the stored volumes were resampled to
 * @param channels of the stored image
 * @param classLocations empty where the case has no label
 * @param rawShape array frame; grid of the files where the images were resampled before everything else
 * @param rawSpacing mm, array frame; with {@code rawShape}
 * @param imageSha256 of the stored image as an uncompressed {@code .npy}, hex
 * @param segmentationSha256 likewise of the segmentation
 */
public record CaseProperties(
        @JsonProperty("case_id") String caseId,
        @JsonProperty("spacing") Spacing spacing,
        @JsonProperty("shape_before_cropping") Shape3 shapeBeforeCropping,
        @JsonProperty("bbox_used_for_cropping") BoundingBox boundingBox,

        @JsonProperty("shape_after_cropping_and_before_resampling")
        Shape3 shapeAfterCropping,

        @JsonProperty("shape_after_resampling") Shape3 shape,
        @JsonProperty("spacing_after_resampling") Spacing resampledSpacing,
        @JsonProperty("channels") int channels,
        @JsonProperty("class_locations") ClassLocations classLocations,
        @JsonProperty("raw_shape") Optional<Shape3> rawShape,
        @JsonProperty("raw_spacing") Optional<Spacing> rawSpacing,
        @JsonProperty("image_sha256") String imageSha256,
        @JsonProperty("seg_sha256") String segmentationSha256) {
    public CaseProperties {
        Objects.requireNonNull(caseId, "case_id");
        Objects.requireNonNull(spacing, "spacing");
        Objects.requireNonNull(shapeBeforeCropping, "shape_before_cropping");
        Objects.requireNonNull(boundingBox, "bbox_used_for_cropping");
        Objects.requireNonNull(shapeAfterCropping, "shape_after_cropping_and_before_resampling");
        Objects.requireNonNull(shape, "shape_after_resampling");
        Objects.requireNonNull(resampledSpacing, "spacing_after_resampling");
        Objects.requireNonNull(classLocations, "class_locations");
        if (!boundingBox.shape().equals(shapeAfterCropping)) {
            throw new IllegalArgumentException(
                    caseId + ": bounding box " + boundingBox + " does not have shape " + shapeAfterCropping);
        }
        if (rawShape.isPresent() != rawSpacing.isPresent()) {
            throw new IllegalArgumentException(caseId + ": raw_shape and raw_spacing belong together");
        }
    }
}
