package io.nephrite.core.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.JsonCursor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the experiment is planned.
 *
 * @param variant nnU-Net's name of the planner
 * @param gpuMemoryTargetGib memory that a training may take, GiB; absent: the planner's own target
 * @param plans name of the file beside dataset.json that holds plans of one's own; absent: the only one that is called
 *     as nnU-Net calls plans, or nnU-Net's default name
 * @param overrides configuration → fields that replace the planned ones, in the plans' own spelling
 */
public record PlannerSettings(
        String variant, Optional<Double> gpuMemoryTargetGib, Optional<String> plans, Map<String, JsonNode> overrides) {
    /** nnU-Net's planners that can be asked for. */
    public static final List<String> VARIANTS = List.of(
            "ExperimentPlanner",
            "nnUNetPlannerResEncM",
            "nnUNetPlannerResEncL",
            "nnUNetPlannerResEncXL",
            "ExperimentPlanner3D_v21");

    public static final PlannerSettings DEFAULTS =
            new PlannerSettings(VARIANTS.get(0), Optional.empty(), Optional.empty(), Map.of());

    public PlannerSettings {
        overrides = Map.copyOf(overrides);
    }

    static PlannerSettings from(JsonCursor json) {
        json.allowOnly("variant", "gpuMemoryTargetGib", "plans", "overrides");
        Map<String, JsonNode> overrides = new TreeMap<>();
        json.find("overrides").ifPresent(all -> {
            for (String configuration : all.names()) {
                JsonCursor fields = all.field(configuration);
                if (!fields.node().isObject()) {
                    throw fields.expected("an object with fields of a configuration in the plans");
                }
                overrides.put(configuration, fields.node());
            }
        });
        return new PlannerSettings(
                json.find("variant").map(c -> c.oneOf(VARIANTS)).orElse(DEFAULTS.variant),
                json.find("gpuMemoryTargetGib").map(JsonCursor::positive),
                json.find("plans").map(JsonCursor::text),
                overrides);
    }
}
