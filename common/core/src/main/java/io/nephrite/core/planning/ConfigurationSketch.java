package io.nephrite.core.planning;

import io.nephrite.core.plans.ArchitecturePlan;
import java.util.List;

/**
 * One planned configuration and what led to it. Frame: plan.
 *
 * @param spacing mm
 * @param medianShape voxels at this spacing, may be fractional
 * @param initialPatch where the shrinking began
 * @param steps patches that took too much memory, in order
 * @param estimate of the final patch, feature-map values of one sample
 * @param limit what the estimate may reach before the patch is shortened
 * @param capacity what the memory target holds: feature-map values of all samples of a batch
 * @param batchByMemory batch size that the memory target allows
 * @param batchByCoverage batch size that the data set allows (5 % of its voxels)
 */
record ConfigurationSketch(
        List<Double> spacing,
        List<Double> medianShape,
        List<Double> initialPatch,
        List<Shrinking> steps,
        List<Integer> patch,
        ArchitecturePlan architecture,
        double estimate,
        double limit,
        double capacity,
        int batchSize,
        long batchByMemory,
        long batchByCoverage) {
    /**
     * One turn of the shrinking loop.
     *
     * @param patch that was too large
     * @param estimate of it
     * @param axis that was shortened, 0 = slowest of the plan frame
     */
    record Shrinking(List<Integer> patch, double estimate, int axis) {}

    long patchVoxels() {
        return patch.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }
}
