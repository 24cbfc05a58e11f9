package io.nephrite.learning.network;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Name and shape of a weight tensor; float32. Convolutions (out, in, k…), transposed convolutions (in, out, k…). */
public final class Parameter {
    /** What the tensor is, as far as its first value depends on it. */
    public enum Kind {
        CONVOLUTION,
        BIAS,
        NORM_WEIGHT,
        /** Of the last norm of a residual block, before the sum with the skip. */
        RESIDUAL_NORM_WEIGHT
    }

    private final String name;
    private final Kind kind;
    private final long[] shape;

    Parameter(String name, Kind kind, long... shape) {
        this.name = name;
        this.kind = kind;
        this.shape = shape.clone();
    }

    /** nnU-Net's, such as {@code encoder.stages.0.0.convs.0.conv.weight}. */
    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    public long[] shape() {
        return shape.clone();
    }

    public int size() {
        return Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact));
    }

    @Override
    public String toString() {
        return name + Arrays.toString(shape);
    }
}
