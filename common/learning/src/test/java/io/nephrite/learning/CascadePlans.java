package io.nephrite.learning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.Plans;
import io.nephrite.testkit.ReferenceSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Reads the plans of the cascade of the reference results. The larger ones were made by hand, without medians. */
public final class CascadePlans {
    private CascadePlans() {}

    public static Plans read(ReferenceSize size) {
        try {
            ObjectNode plans = (ObjectNode) Json.tree(Files.readAllBytes(size.path("cascade/nnUNetPlansCascade.json")));
            plans.path("configurations").properties().stream()
                    .filter(configuration -> configuration.getValue().has("median_image_size_in_voxels"))
                    .forEach(configuration -> ((ObjectNode) configuration.getValue())
                            .putArray("median_image_size_in_voxels")
                            .add(30)
                            .add(40)
                            .add(50));
            return Plans.of(plans);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
