package io.nephrite.core.planning;

import io.nephrite.core.fingerprint.ForegroundSampling;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.plans.NetworkClass;
import java.util.Arrays;

/** nnU-Net's planners and their constants. */
public enum PlannerVariant {
    DEFAULT("ExperimentPlanner", "nnUNetPlans", NetworkClass.PLAIN, 8, 560e6, 85e6, 0.05),
    RES_ENC_M("nnUNetPlannerResEncM", "nnUNetResEncUNetMPlans", NetworkClass.RESIDUAL_ENCODER, 8, 680e6, 135e6, 1),
    RES_ENC_L("nnUNetPlannerResEncL", "nnUNetResEncUNetLPlans", NetworkClass.RESIDUAL_ENCODER, 24, 2100e6, 380e6, 1),
    RES_ENC_XL("nnUNetPlannerResEncXL", "nnUNetResEncUNetXLPlans", NetworkClass.RESIDUAL_ENCODER, 40, 3600e6, 560e6, 1),
    /** nnU-Net v1's planners for 3D and 2D. Its formulas have no memory target. */
    V1("ExperimentPlanner3D_v21", "nnUNetPlansv2.1", NetworkClass.PLAIN, 8, 520e6 * 32 / 30, 19739648.0 * 25, 0.05);

    private final String plannerName;
    private final String plansName;
    private final NetworkClass networkClass;
    private final double defaultTargetGib;
    private final double reference3d;
    private final double reference2d;
    private final double maxDatasetCoverage;

    PlannerVariant(
            String plannerName,
            String plansName,
            NetworkClass networkClass,
            double defaultTargetGib,
            double reference3d,
            double reference2d,
            double maxDatasetCoverage) {
        this.plannerName = plannerName;
        this.plansName = plansName;
        this.networkClass = networkClass;
        this.defaultTargetGib = defaultTargetGib;
        this.reference3d = reference3d;
        this.reference2d = reference2d;
        this.maxDatasetCoverage = maxDatasetCoverage;
    }

    /**
     * Finds a planner by nnU-Net's name for it.
     *
     * @param plannerName one of {@link io.nephrite.core.experiment.PlannerSettings#VARIANTS}
     */
    public static PlannerVariant named(String plannerName) {
        return Arrays.stream(values())
                .filter(v -> v.plannerName.equals(plannerName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no planner " + plannerName));
    }

    /** nnU-Net's name of the class. */
    public String plannerName() {
        return plannerName;
    }

    /** nnU-Net's name of the plans that it makes. */
    public String plansName() {
        return plansName;
    }

    public NetworkClass networkClass() {
        return networkClass;
    }

    /** GiB; the memory for which the references hold. */
    public double defaultTargetGib() {
        return defaultTargetGib;
    }

    /** What the estimate may reach at {@link #referenceBatch}, in the estimate's own unit (feature-map values). */
    double reference(int dimensions, double targetGib) {
        return (dimensions == 2 ? reference2d : reference3d) * (targetGib / defaultTargetGib);
    }

    int referenceBatch(int dimensions) {
        return dimensions == 2 ? 12 : 2;
    }

    /** What the shrinking loop compares with the reference. */
    double compared(long estimate, int dimensions) {
        return networkClass == NetworkClass.PLAIN
                ? (double) estimate / referenceBatch(dimensions) * 2
                : (double) estimate;
    }

    /** The estimate at which {@link #compared} reaches the reference. */
    double limit(int dimensions, double targetGib) {
        return reference(dimensions, targetGib)
                * (networkClass == NetworkClass.PLAIN ? referenceBatch(dimensions) / 2.0 : 1);
    }

    /** Part of the data set's voxels that one batch may hold, 0 to 1. */
    double maxDatasetCoverage() {
        return maxDatasetCoverage;
    }

    /** Which foreground voxels the dataset's intensity statistics see. */
    public ForegroundSampling foregroundSampling() {
        return this == V1 ? ForegroundSampling.EVERY_TENTH : ForegroundSampling.DRAWN;
    }

    /** Preprocessed data of equal parameters are shared with the default planner, as nnU-Net does. */
    String dataIdentifier(String configuration) {
        boolean shared = networkClass == NetworkClass.RESIDUAL_ENCODER && !ConfigurationKind.LOWRES.is(configuration);
        return (shared ? DEFAULT.plansName : plansName) + "_" + configuration;
    }
}
