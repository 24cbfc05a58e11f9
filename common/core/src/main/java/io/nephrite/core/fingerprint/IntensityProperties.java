package io.nephrite.core.fingerprint;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Statistics of the foreground intensities of one channel over all training cases, under nnU-Net's names; in the
 * channel's own unit (HU for CT).
 *
 * @param std population standard deviation
 */
public record IntensityProperties(
        double max,
        double mean,
        double median,
        double min,
        @JsonProperty("percentile_00_5") double percentile005,
        @JsonProperty("percentile_99_5") double percentile995,
        double std) {}
