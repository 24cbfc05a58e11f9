package io.nephrite.core.planning;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.PlannerSettings;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.plans.Plans;

/** Makes plans from a fingerprint and an experiment: the entry point of planning. */
public final class PlansSource {
    private PlansSource() {}

    /**
     * Plans with the planner that the experiment names, and lays its overrides over the result.
     *
     * @throws io.nephrite.core.failure.PipelineException INVALID_PLANS where an override makes the plans unusable,
     *     INVALID_EXPERIMENT where the memory target is too small for any patch
     */
    public static TracedPlans plan(DatasetFingerprint fingerprint, DatasetFacts subject, PlannerSettings settings) {
        PlannerVariant variant = PlannerVariant.named(settings.variant());
        double targetGib = settings.gpuMemoryTargetGib().orElse(variant.defaultTargetGib());
        TracedPlans planned = variant == PlannerVariant.V1
                ? new ExperimentPlannerV1(fingerprint, subject, targetGib).plan()
                : new ExperimentPlanner(variant, targetGib).plan(fingerprint, subject);
        return planned.with(PlanOverrides.apply(planned.plans(), settings.overrides()));
    }

    /**
     * Checks what can be checked of the settings before there is a fingerprint.
     *
     * @throws io.nephrite.core.failure.PipelineException INVALID_EXPERIMENT with the place of an unknown field or
     *     configuration, or of a value that is wrong whatever the plans will be
     */
    public static void check(PlannerSettings settings) {
        PlanOverrides.check(settings.overrides());
    }

    /**
     * Takes a user's own plans, and lays the experiment's overrides over them.
     *
     * @param json nnU-Net's plans document
     * @throws io.nephrite.core.failure.PipelineException INVALID_PLANS with the place, what was found and what is
     *     allowed; INVALID_EXPERIMENT where the settings ask for planning
     */
    public static Plans edited(byte[] json, PlannerSettings settings) {
        if (!settings.variant().equals(PlannerSettings.DEFAULTS.variant())) {
            throw withoutEffect("variant", settings.variant());
        }
        settings.gpuMemoryTargetGib().ifPresent(gib -> {
            throw withoutEffect("gpuMemoryTargetGib", gib);
        });
        return PlanOverrides.apply(Plans.parseEdited(json), settings.overrides());
    }

    private static PipelineException withoutEffect(String field, Object value) {
        return new PipelineException(
                FailureCode.INVALID_EXPERIMENT,
                "%s /planner/%s: found %s beside plans of your own, which are taken as they are; leave it out, or the plans"
                        .formatted(Experiment.FILE, field, value));
    }
}
