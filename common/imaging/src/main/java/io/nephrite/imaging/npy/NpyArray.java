package io.nephrite.imaging.npy;

/** An array that was read whole. Exactly one of the accessors fits its type. */
public final class NpyArray {
    private final NpyHeader header;
    private final Object values;

    NpyArray(NpyHeader header, Object values) {
        this.header = header;
        this.values = values;
    }

    public NpyType type() {
        return header.type();
    }

    /** Slowest axis first. */
    public int[] shape() {
        return header.shape().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Of float32 or float16. */
    public float[] floats() {
        return values(type() == NpyType.FLOAT16 ? NpyType.FLOAT16 : NpyType.FLOAT32, float[].class);
    }

    public byte[] bytes() {
        return values(NpyType.INT8, byte[].class);
    }

    public short[] shorts() {
        return values(NpyType.INT16, short[].class);
    }

    private <T> T values(NpyType asked, Class<T> type) {
        if (header.type() != asked) {
            throw new IllegalStateException("array is " + header.type().descr() + ", asked for " + asked.descr());
        }
        return type.cast(values);
    }
}
