package io.nephrite.core.planning;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why plans are as they are.
 *
 * @param newMedianShape median over the cases at the full resolution's spacing, plan frame
 * @param sketches planned configurations by name
 * @param lowresTurns number of times that the spacing of 3d_lowres was made coarser
 * @param lowresDropped the low resolution that was tried and is too close to the full one
 */
record PlanningTrace(
        PlannerVariant variant,
        double targetGib,
        TargetSpacing spacing,
        List<Double> newMedianShape,
        Map<String, ConfigurationSketch> sketches,
        int lowresTurns,
        Optional<ConfigurationSketch> lowresDropped) {}
