package io.nephrite.imaging.preprocess;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.nephrite.core.dataset.Label;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Sampled voxels of each foreground label or region, in nnU-Net's (random) order; patches that must show a class are
 * placed on them. A class is given by its label values. Plan frame, after resampling. As JSON
 * {@code {"1": [[0, z, y, x], …], "(2, 3)": []}}: classes that are absent from the case have an empty list. Immutable.
 */
public final class ClassLocations {
    private static final int COORDINATES = 4;
    private static final Pattern NOT_A_VALUE = Pattern.compile("\\D+");

    private final Map<List<Integer>, int[]> coordinates;

    private ClassLocations(Map<List<Integer>, int[]> coordinates) {
        this.coordinates = coordinates;
    }

    /**
     * Makes locations from coordinates.
     *
     * @param zyx per class z, y, x of each location, one after another; copied
     */
    public static ClassLocations of(Map<List<Integer>, int[]> zyx) {
        Map<List<Integer>, int[]> copy = new LinkedHashMap<>();
        zyx.forEach((values, triples) -> {
            if (triples.length % 3 != 0) {
                throw new IllegalArgumentException(
                        "class " + Label.key(values) + ": " + triples.length + " values are no triples");
            }
            copy.put(List.copyOf(values), triples.clone());
        });
        return new ClassLocations(copy);
    }

    @JsonCreator
    static ClassLocations ofJson(Map<String, int[][]> lists) {
        Map<List<Integer>, int[]> packed = new LinkedHashMap<>();
        lists.forEach((key, list) -> {
            int[] triples = new int[list.length * 3];
            for (int i = 0; i < list.length; i++) {
                if (list[i].length != COORDINATES) {
                    throw new IllegalArgumentException(
                            "class " + key + ": a location needs [0, z, y, x], found " + Arrays.toString(list[i]));
                }
                System.arraycopy(list[i], 1, triples, 3 * i, 3);
            }
            packed.put(values(key), triples);
        });
        return new ClassLocations(packed);
    }

    private static List<Integer> values(String key) {
        return NOT_A_VALUE
                .splitAsStream(key)
                .filter(v -> !v.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    @JsonValue
    Map<String, int[][]> toJson() {
        Map<String, int[][]> lists = new LinkedHashMap<>();
        coordinates.forEach((values, zyx) -> {
            int[][] list = new int[zyx.length / 3][];
            for (int i = 0; i < list.length; i++) {
                list[i] = new int[] {0, zyx[3 * i], zyx[3 * i + 1], zyx[3 * i + 2]};
            }
            lists.put(Label.key(values), list);
        });
        return lists;
    }

    /** Label values of each class, in the order of the labels; also of those without a location. */
    public Set<List<Integer>> classes() {
        return coordinates.keySet();
    }

    /** Number of locations; 0 where the class is absent. */
    public int count(List<Integer> values) {
        int[] zyx = coordinates.get(values);
        return zyx == null ? 0 : zyx.length / 3;
    }

    /**
     * One coordinate of one location.
     *
     * @param axis 0 = z (slowest) … 2 = x
     */
    public int get(List<Integer> values, int location, int axis) {
        return coordinates.get(values)[3 * location + axis];
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
        return coordinates.entrySet().stream()
                .mapToInt(e -> e.getKey().hashCode() ^ Arrays.hashCode(e.getValue()))
                .sum();
    }
}
