package io.nephrite.core.fingerprint;

import java.util.List;

/**
 * Intensities of the voxels of one label in one case, after the crop to what is not zero. People look at them; no plan
 * is made of them.
 *
 * @param label value in the label file, above 0
 * @param voxels that have it
 * @param channels in order
 */
public record ClassIntensities(int label, long voxels, List<Channel> channels) {
    public ClassIntensities {
        channels = List.copyOf(channels);
    }

    /**
     * In the channel's own unit (HU for CT). Percentiles are of at most 100,000 of the voxels, evenly spread.
     *
     * @param std population standard deviation
     */
    public record Channel(double mean, double std, double percentile05, double median, double percentile95) {}
}
