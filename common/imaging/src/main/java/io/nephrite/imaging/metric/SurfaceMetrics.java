package io.nephrite.imaging.metric;

import io.nephrite.imaging.surface.SurfaceDistances;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Distances between the surfaces of each class in a prediction and in its reference.
 *
 * @param toleranceMm of the normalised surface Dice
 * @param byClass by the key of {@link CaseMetrics#metrics}
 */
public record SurfaceMetrics(double toleranceMm, SortedMap<String, SurfaceDistances> byClass) {
    public SurfaceMetrics {
        byClass = Collections.unmodifiableSortedMap(new TreeMap<>(byClass));
    }
}
