package io.nephrite.core.planning;

import io.nephrite.core.plans.Plans;

/** What a planner has decided, and why. */
public final class PlannedExperiment {
    private final Plans plans;
    private final PlanningTrace trace;

    PlannedExperiment(Plans plans, PlanningTrace trace) {
        this.plans = plans;
        this.trace = trace;
    }

    public Plans plans() {
        return plans;
    }

    PlanningTrace trace() {
        return trace;
    }

    PlannedExperiment with(Plans overridden) {
        return new PlannedExperiment(overridden, trace);
    }
}
