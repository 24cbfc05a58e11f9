package io.nephrite.core.planning;

import io.nephrite.core.plans.Plans;

/**
 * What a planner has decided.
 *
 * @param trace why; frame: as the field says
 */
record PlannedExperiment(Plans plans, PlanningTrace trace) {}
