package io.nephrite.core.geometry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * A permutation of the three axes, as {@code transpose_forward} in nnU-Net's plans: axis i of the result is axis
 * {@code source(i)} of the input. The only place that converts between the array and the plan frame.
 */
public final class AxisOrder {
    public static final AxisOrder IDENTITY = new AxisOrder(new int[] {0, 1, 2});

    private final int[] source;

    private AxisOrder(int[] source) {
        this.source = source;
    }

    @JsonCreator
    public static AxisOrder of(int... source) {
        int[] sorted = source.clone();
        Arrays.sort(sorted);
        if (!Arrays.equals(sorted, new int[] {0, 1, 2})) {
            throw new IllegalArgumentException("not a permutation of 0, 1, 2: " + Arrays.toString(source));
        }
        return new AxisOrder(source.clone());
    }

    @JsonValue
    public int[] toArray() {
        return source.clone();
    }

    public int source(int axis) {
        return source[axis];
    }

    public AxisOrder inverse() {
        int[] inverse = new int[3];
        for (int i = 0; i < 3; i++) {
            inverse[source[i]] = i;
        }
        return new AxisOrder(inverse);
    }

    public boolean isIdentity() {
        return source[0] == 0 && source[1] == 1;
    }

    public Spacing apply(Spacing s) {
        return new Spacing(s.get(source[0]), s.get(source[1]), s.get(source[2]));
    }

    public Shape3 apply(Shape3 s) {
        return new Shape3(s.get(source[0]), s.get(source[1]), s.get(source[2]));
    }

    public BoundingBox apply(BoundingBox box) {
        int[][] b = box.toArray();
        return BoundingBox.of(new int[][] {b[source[0]], b[source[1]], b[source[2]]});
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AxisOrder o && Arrays.equals(source, o.source);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(source);
    }

    @Override
    public String toString() {
        return Arrays.toString(source);
    }
}
