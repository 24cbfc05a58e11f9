package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import java.util.List;
import java.util.Locale;

/**
 * Bytes that the logits take which are kept until the best configuration is chosen: half precision, of every case once
 * per configuration, on the preprocessed grid. An estimate from the median shape, before packing.
 *
 * @param outputs of a network: background and foreground, or one for each region
 */
record KeptLogitsSize(Plans plans, int outputs, int cases) {
    private static final int HALF_BYTES = 2;
    private static final double GIB = 1L << 30;

    long bytes(ConfigurationPlan configuration) {
        double voxels = 1;
        for (double length : configuration.medianImageSize()) {
            voxels *= length;
        }
        if (configuration.dimensions() == 2) {
            voxels *= slices();
        }
        return Math.round(voxels * outputs * HALF_BYTES * cases);
    }

    /** Of the median case: 2d leaves that axis as it is. */
    private double slices() {
        JsonNode shape = plans.toJson().path("original_median_shape_after_transp");
        return shape.isArray() && !shape.isEmpty() ? shape.get(0).asDouble() : 1;
    }

    String inWords(List<ConfigurationPlan> configurations) {
        double total = configurations.stream().mapToLong(this::bytes).sum();
        return String.format(
                Locale.ROOT,
                "The logits of the validation cases of %d configurations are kept in the store until the best one, or the"
                        + " best pair, is chosen, and then removed: up to %.2f GiB before packing. With"
                        + " \"choice\": {\"ensembles\": false} only single configurations are compared and nothing is kept.",
                configurations.size(),
                total / GIB);
    }
}
