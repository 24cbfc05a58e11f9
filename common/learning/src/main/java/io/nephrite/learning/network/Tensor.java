package io.nephrite.learning.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Name, shape and little-endian float32 values of a tensor in Java's memory. Immutable as long as nobody writes data.
 */
public final class Tensor {
    private final String name;
    private final long[] shape;
    private final ByteBuffer data;

    /**
     * Makes a tensor.
     *
     * @param data kept, not copied; position to limit
     */
    public Tensor(String name, long[] shape, ByteBuffer data) {
        this.name = name;
        this.shape = shape.clone();
        this.data = data.slice();
        if (!isFilled()) {
            throw new IllegalArgumentException(
                    name + Arrays.toString(shape) + " does not have " + this.data.remaining() + " bytes");
        }
    }

    /** A shape may come from a file of strangers: its product may be beyond all numbers. */
    private boolean isFilled() {
        long bytes = Float.BYTES;
        for (long n : shape) {
            if (n < 0 || Math.multiplyHigh(bytes, n) != 0 || bytes * n < 0) {
                return false;
            }
            bytes *= n;
        }
        return bytes == data.remaining();
    }

    public static Tensor of(String name, long[] shape, float[] values) {
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new Tensor(name, shape, data);
    }

    public static Tensor zeros(String name, long... shape) {
        int elements = 1;
        for (long n : shape) {
            elements = Math.toIntExact(elements * n);
        }
        return new Tensor(name, shape, ByteBuffer.allocate(4 * elements));
    }

    public String name() {
        return name;
    }

    public long[] shape() {
        return shape.clone();
    }

    public long elements() {
        long elements = 1;
        for (long n : shape) {
            elements *= n;
        }
        return elements;
    }

    /** A read-only view from the first to the last byte. */
    public ByteBuffer data() {
        return data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A copy. */
    public float[] floats() {
        float[] values = new float[Math.toIntExact(elements())];
        data().asFloatBuffer().get(values);
        return values;
    }

    @Override
    public String toString() {
        return name + Arrays.toString(shape);
    }
}
