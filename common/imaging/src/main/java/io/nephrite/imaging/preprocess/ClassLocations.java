package io.nephrite.imaging.preprocess;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sampled voxels of each foreground label, in nnU-Net's (random) order; patches that must show a label are placed on
 * them. Plan frame, after resampling. As JSON {@code {"1": [[0, z, y, x], …], "2": []}}: labels that are absent from
 * the case have an empty list. Immutable.
 */
public final class ClassLocations {
    private static final int COORDINATES = 4;

    private final Map<Integer, int[]> coordinates;

    private ClassLocations(Map<Integer, int[]> coordinates) {
        this.coordinates = coordinates;
    }

    /** @param zyx per label z, y, x of each location, one after another; copied */
    public static ClassLocations of(Map<Integer, int[]> zyx) {
        Map<Integer, int[]> copy = new TreeMap<>();
        zyx.forEach((label, values) -> {
            if (values.length % 3 != 0) {
                throw new IllegalArgumentException("label " + label + ": " + values.length + " values are no triples");
            }
            copy.put(label, values.clone());
        });
        return new ClassLocations(copy);
    }

    @JsonCreator
    static ClassLocations ofJson(Map<Integer, int[][]> lists) {
        Map<Integer, int[]> packed = new TreeMap<>();
        lists.forEach((label, list) -> {
            int[] values = new int[list.length * 3];
            for (int i = 0; i < list.length; i++) {
                if (list[i].length != COORDINATES) {
                    throw new IllegalArgumentException(
                            "label " + label + ": a location needs [0, z, y, x], found " + Arrays.toString(list[i]));
                }
                System.arraycopy(list[i], 1, values, 3 * i, 3);
            }
            packed.put(label, values);
        });
        return new ClassLocations(packed);
    }

    @JsonValue
    Map<Integer, int[][]> toJson() {
        Map<Integer, int[][]> lists = new TreeMap<>();
        coordinates.forEach((label, zyx) -> {
            int[][] list = new int[zyx.length / 3][];
            for (int i = 0; i < list.length; i++) {
                list[i] = new int[] {0, zyx[3 * i], zyx[3 * i + 1], zyx[3 * i + 2]};
            }
            lists.put(label, list);
        });
        return lists;
    }

    /** Ascending; also those without a location. */
    public Set<Integer> labels() {
        return coordinates.keySet();
    }

    /** Number of locations; 0 where the label is absent. */
    public int count(int label) {
        int[] zyx = coordinates.get(label);
        return zyx == null ? 0 : zyx.length / 3;
    }

    /**
     * One coordinate of one location.
     *
     * @param axis 0 = z (slowest) … 2 = x
     */
    public int get(int label, int location, int axis) {
        return coordinates.get(label)[3 * location + axis];
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ClassLocations o) || !coordinates.keySet().equals(o.coordinates.keySet())) {
            return false;
        }
        return coordinates.entrySet().stream()
                .allMatch(e -> Arrays.equals(e.getValue(), o.coordinates.get(e.getKey())));
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Map.Entry<Integer, int[]> entry : coordinates.entrySet()) {
            hash = 31 * hash + entry.getKey() + Arrays.hashCode(entry.getValue());
        }
        return hash;
    }
}
