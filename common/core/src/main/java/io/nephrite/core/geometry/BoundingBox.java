package io.nephrite.core.geometry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Half-open box of voxel indices, {@code from} inside and {@code to} outside. Written as [[z0, z1], [y0, y1], [x0,
 * x1]].
 */
public record BoundingBox(int z0, int z1, int y0, int y1, int x0, int x1) {
    public BoundingBox {
        if (z0 < 0 || y0 < 0 || x0 < 0 || z1 <= z0 || y1 <= y0 || x1 <= x0) {
            throw new IllegalArgumentException(
                    "box must be non-empty: [[%d, %d], [%d, %d], [%d, %d]]".formatted(z0, z1, y0, y1, x0, x1));
        }
    }

    @JsonCreator
    public static BoundingBox of(int[][] bounds) {
        return new BoundingBox(bounds[0][0], bounds[0][1], bounds[1][0], bounds[1][1], bounds[2][0], bounds[2][1]);
    }

    public static BoundingBox whole(Shape3 shape) {
        return new BoundingBox(0, shape.z(), 0, shape.y(), 0, shape.x());
    }

    @JsonValue
    public int[][] toArray() {
        return new int[][] {{z0, z1}, {y0, y1}, {x0, x1}};
    }

    public Shape3 shape() {
        return new Shape3(z1 - z0, y1 - y0, x1 - x0);
    }
}
