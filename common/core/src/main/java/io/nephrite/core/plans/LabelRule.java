package io.nephrite.core.plans;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Which label a resampled voxel gets, from the score of each label: the linearly interpolated value of its 0/1 mask.
 */
public enum LabelRule {
    /**
     * The label with the highest score; of equal ones the nearest voxel's, or else the smallest.
     *
     * <p>Reference: batchgenerators 0.25.5 {@code resize_segmentation}.
     */
    HIGHEST_SCORE,
    /**
     * The largest label whose score is at least one half, 0 where none is: nnU-Net v1, and nnU-Net v2 before.
     *
     * <p>Reference: batchgenerators 0.25.3 {@code resize_segmentation}.
     */
    AT_LEAST_HALF;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
