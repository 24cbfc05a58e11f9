package io.nephrite.core.plans;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import java.util.Arrays;
import java.util.List;

/** Lists of numbers in plans documents. */
final class JsonArrays {
    /** Largest number of voxels along an axis, of features and of repetitions. */
    static final int MAX = 1_000_000;

    private JsonArrays() {}

    static int[] integers(JsonCursor json, int min) {
        return json.elements().stream().mapToInt(c -> c.integer(min, MAX)).toArray();
    }

    static int[][] rows(JsonCursor json, int columns, int min) {
        return json.elements().stream()
                .map(row -> row.elements(columns).stream()
                        .mapToInt(c -> c.integer(min, MAX))
                        .toArray())
                .toArray(int[][]::new);
    }

    /** A single number stands for the same at each of {@code count} places. */
    static int[] perStage(JsonCursor json, int count, int min) {
        if (json.node().isNumber()) {
            int[] same = new int[count];
            Arrays.fill(same, json.integer(min, MAX));
            return same;
        }
        int[] values = integers(json, min);
        if (values.length != count) {
            throw json.expected("a list of " + count + " values, found " + values.length);
        }
        return values;
    }

    static double[] numbers(List<JsonCursor> elements) {
        return elements.stream().mapToDouble(JsonCursor::positive).toArray();
    }

    static ArrayNode of(int[] values) {
        ArrayNode array = Json.mapper().createArrayNode();
        for (int v : values) {
            array.add(v);
        }
        return array;
    }

    static ArrayNode of(int[][] rows) {
        ArrayNode array = Json.mapper().createArrayNode();
        for (int[] row : rows) {
            array.add(of(row));
        }
        return array;
    }

    static int[][] copy(int[][] rows) {
        int[][] copy = new int[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }
}
