package io.nephrite.imaging.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * Names stored voxels by 128 bits, at memory speed: two lanes of multiply and rotate. Tells copies from other images;
 * no protection against somebody who makes two images alike on purpose, which only draws a warning.
 */
final class ContentDigest {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xC2B2AE3D27D4EB4FL;
    private static final int LANE = 8;

    private long a = FIRST;
    private long b = SECOND;
    private long length;

    /** Chunks other than the last hold a multiple of 16 bytes, so that their size does not matter. */
    void update(byte[] bytes, int count) {
        long x = a;
        long y = b;
        int at = 0;
        for (; at + 2 * LANE <= count; at += 2 * LANE) {
            x = Long.rotateLeft(x ^ (long) LONGS.get(bytes, at), 29) * FIRST;
            y = Long.rotateLeft(y ^ (long) LONGS.get(bytes, at + LANE), 31) * SECOND;
        }
        for (; at < count; at++) {
            x = Long.rotateLeft(x ^ (bytes[at] & 0xff), 29) * FIRST;
        }
        a = x;
        b = y;
        length += count;
    }

    String hex() {
        return String.format(Locale.ROOT, "%016x%016x-%d", a, b, length);
    }
}
