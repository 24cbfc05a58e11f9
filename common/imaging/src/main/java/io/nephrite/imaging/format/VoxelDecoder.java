package io.nephrite.imaging.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Turns the bytes of voxels into numbers: as stored, before slope and intercept. Stateless. */
public final class VoxelDecoder {
    // static: a handle in an instance field is no constant to the compiler, and ten times as slow
    private static final VarHandle LITTLE_SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE_INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE_LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE_FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE_DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

    private final StoredType type;
    private final boolean big;

    public VoxelDecoder(VoxelLayout layout) {
        type = layout.type();
        big = layout.bigEndian();
    }

    /**
     * Decodes voxels.
     *
     * @param bytes whole voxels from index 0
     * @param voxels at most the length of {@code out}
     */
    public void decode(byte[] bytes, int voxels, double[] out) {
        switch (type) {
            case UINT8 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = bytes[i] & 0xff;
                }
            }
            case INT8 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = bytes[i];
                }
            }
            case INT16 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = shortAt(bytes, 2 * i);
                }
            }
            case UINT16 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = shortAt(bytes, 2 * i) & 0xffff;
                }
            }
            case INT32 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = intAt(bytes, 4 * i);
                }
            }
            case UINT32 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = intAt(bytes, 4 * i) & 0xffffffffL;
                }
            }
            case FLOAT32 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = floatAt(bytes, 4 * i);
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = doubleAt(bytes, 8 * i);
                }
            }
            case INT64 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = longAt(bytes, 8 * i);
                }
            }
            case UINT64 -> {
                for (int i = 0; i < voxels; i++) {
                    long v = longAt(bytes, 8 * i);
                    out[i] = v >= 0 ? v : ((v >>> 1) | (v & 1)) * 2.0;
                }
            }
        }
    }

    /** Whether {@link #range} can do without {@link #decode}. */
    public boolean hasFastRange() {
        return switch (type) {
            case UINT8, INT8, INT16, UINT16 -> true;
            default -> false;
        };
    }

    /**
     * Widens a range by the values of voxels of 8 or 16 bits. Looks at eight bytes at a time whether all of their
     * voxels are inside the range already, which nearly always they are.
     *
     * @param from index of the first voxel
     * @param lowHigh the range: smallest and largest value so far; smallest above largest where there was none
     */
    public void range(byte[] bytes, int from, int to, int[] lowHigh) {
        int width = type.bytes();
        int perWord = Long.BYTES / width;
        // signed values with the top bit flipped are in the order of unsigned ones
        int bias = type == StoredType.INT8 ? 0x80 : type == StoredType.INT16 ? 0x8000 : 0;
        int bits = 8 * width;
        long lanes = width == 1 ? 0x00ff00ff00ff00ffL : 0x0000ffff0000ffffL;
        long ones = width == 1 ? 0x0001000100010001L : 0x0000000100000001L;
        long carries = ones << bits;
        long flips = bias * (ones | ones << bits);
        int i = from;
        if (lowHigh[0] > lowHigh[1] && i < to) {
            lowHigh[0] = lowHigh[1] = value(bytes, i);
        }
        while (i + perWord <= to) {
            // a lane of twice the width keeps its carry where low <= value, and where value <= high
            long least = carries - ones * (lowHigh[0] + bias);
            long most = carries + ones * (lowHigh[1] + bias);
            for (; i + perWord <= to; i += perWord) {
                long word = longAt(bytes, width * i) ^ flips;
                long even = word & lanes;
                long odd = (word >>> bits) & lanes;
                if ((carries & (least + even) & (most - even) & (least + odd) & (most - odd)) != carries) {
                    break;
                }
            }
            if (i + perWord <= to) {
                widen(bytes, i, i + perWord, lowHigh);
                i += perWord;
            }
        }
        widen(bytes, i, to, lowHigh);
    }

    private void widen(byte[] bytes, int from, int to, int[] lowHigh) {
        for (int i = from; i < to; i++) {
            int v = value(bytes, i);
            lowHigh[0] = Math.min(lowHigh[0], v);
            lowHigh[1] = Math.max(lowHigh[1], v);
        }
    }

    private int value(byte[] bytes, int voxel) {
        return switch (type) {
            case UINT8 -> bytes[voxel] & 0xff;
            case INT8 -> bytes[voxel];
            case UINT16 -> shortAt(bytes, 2 * voxel) & 0xffff;
            case INT16 -> shortAt(bytes, 2 * voxel);
            default -> throw new IllegalStateException(type + " has no fast range");
        };
    }

    private short shortAt(byte[] bytes, int index) {
        return big ? (short) BIG_SHORTS.get(bytes, index) : (short) LITTLE_SHORTS.get(bytes, index);
    }

    private int intAt(byte[] bytes, int index) {
        return big ? (int) BIG_INTS.get(bytes, index) : (int) LITTLE_INTS.get(bytes, index);
    }

    private long longAt(byte[] bytes, int index) {
        return big ? (long) BIG_LONGS.get(bytes, index) : (long) LITTLE_LONGS.get(bytes, index);
    }

    private float floatAt(byte[] bytes, int index) {
        return big ? (float) BIG_FLOATS.get(bytes, index) : (float) LITTLE_FLOATS.get(bytes, index);
    }

    private double doubleAt(byte[] bytes, int index) {
        return big ? (double) BIG_DOUBLES.get(bytes, index) : (double) LITTLE_DOUBLES.get(bytes, index);
    }
}
