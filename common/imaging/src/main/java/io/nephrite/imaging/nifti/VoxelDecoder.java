package io.nephrite.imaging.nifti;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Turns the bytes of voxels into numbers: as stored, before slope and intercept. Stateless. */
public final class VoxelDecoder {
    private final NiftiType type;
    private final VarHandle shorts;
    private final VarHandle ints;
    private final VarHandle longs;
    private final VarHandle floats;
    private final VarHandle doubles;

    public VoxelDecoder(NiftiHeader header) {
        type = header.type();
        ByteOrder order = header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        shorts = MethodHandles.byteArrayViewVarHandle(short[].class, order);
        ints = MethodHandles.byteArrayViewVarHandle(int[].class, order);
        longs = MethodHandles.byteArrayViewVarHandle(long[].class, order);
        floats = MethodHandles.byteArrayViewVarHandle(float[].class, order);
        doubles = MethodHandles.byteArrayViewVarHandle(double[].class, order);
    }

    /**
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
                    out[i] = (short) shorts.get(bytes, 2 * i);
                }
            }
            case UINT16 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = (short) shorts.get(bytes, 2 * i) & 0xffff;
                }
            }
            case INT32 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = (int) ints.get(bytes, 4 * i);
                }
            }
            case UINT32 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = (int) ints.get(bytes, 4 * i) & 0xffffffffL;
                }
            }
            case FLOAT32 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = (float) floats.get(bytes, 4 * i);
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = (double) doubles.get(bytes, 8 * i);
                }
            }
            case INT64 -> {
                for (int i = 0; i < voxels; i++) {
                    out[i] = (long) longs.get(bytes, 8 * i);
                }
            }
            case UINT64 -> {
                for (int i = 0; i < voxels; i++) {
                    long v = (long) longs.get(bytes, 8 * i);
                    out[i] = v >= 0 ? v : ((v >>> 1) | (v & 1)) * 2.0;
                }
            }
        }
    }
}
