package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.plans.Plans;
import java.util.Map;

/** Plans together with the reason for each decision. */
public final class TracedPlans {
    private final Plans plans;
    private final PlanningTrace trace;
    private final Map<String, ObjectNode> v1Documents;

    TracedPlans(Plans plans, PlanningTrace trace) {
        this(plans, trace, Map.of());
    }

    TracedPlans(Plans plans, PlanningTrace trace, Map<String, ObjectNode> v1Documents) {
        this.plans = plans;
        this.trace = trace;
        this.v1Documents = Map.copyOf(v1Documents);
    }

    public Plans plans() {
        return plans;
    }

    /** Name without ending → the plans in nnU-Net v1's own form; empty but for its planner. */
    public Map<String, ObjectNode> v1Documents() {
        return v1Documents;
    }

    PlanningTrace trace() {
        return trace;
    }

    TracedPlans with(Plans overridden) {
        return new TracedPlans(overridden, trace, v1Documents);
    }
}
