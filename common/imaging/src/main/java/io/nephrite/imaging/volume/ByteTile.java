package io.nephrite.imaging.volume;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Exchanges rows and columns of 8 × 8 bytes, eight at a time. */
final class ByteTile {
    static final int SIDE = Long.BYTES;

    // static: a handle in an instance field is no constant to the compiler
    private static final VarHandle ROWS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long BYTES = 0x00ff00ff00ff00ffL;
    private static final long PAIRS = 0x0000ffff0000ffffL;
    private static final long HALVES = 0x00000000ffffffffL;

    private ByteTile() {}

    /**
     * Byte c of row r becomes byte r of row c. Tiles of 1, 2 and 4 bytes beside the diagonal change places in turn.
     *
     * @param step from a row of the source to the next
     * @param targetStep from a row of the target to the next
     */
    static void exchange(byte[] source, int from, int step, byte[] target, int to, int targetStep) {
        long a = (long) ROWS.get(source, from);
        long b = (long) ROWS.get(source, from + step);
        long c = (long) ROWS.get(source, from + 2 * step);
        long d = (long) ROWS.get(source, from + 3 * step);
        long e = (long) ROWS.get(source, from + 4 * step);
        long f = (long) ROWS.get(source, from + 5 * step);
        long g = (long) ROWS.get(source, from + 6 * step);
        long h = (long) ROWS.get(source, from + 7 * step);

        long ab = ((a >>> 8) ^ b) & BYTES;
        long cd = ((c >>> 8) ^ d) & BYTES;
        long ef = ((e >>> 8) ^ f) & BYTES;
        long gh = ((g >>> 8) ^ h) & BYTES;
        a ^= ab << 8;
        b ^= ab;
        c ^= cd << 8;
        d ^= cd;
        e ^= ef << 8;
        f ^= ef;
        g ^= gh << 8;
        h ^= gh;

        long ac = ((a >>> 16) ^ c) & PAIRS;
        long bd = ((b >>> 16) ^ d) & PAIRS;
        long eg = ((e >>> 16) ^ g) & PAIRS;
        long fh = ((f >>> 16) ^ h) & PAIRS;
        a ^= ac << 16;
        c ^= ac;
        b ^= bd << 16;
        d ^= bd;
        e ^= eg << 16;
        g ^= eg;
        f ^= fh << 16;
        h ^= fh;

        long ae = ((a >>> 32) ^ e) & HALVES;
        long bf = ((b >>> 32) ^ f) & HALVES;
        long cg = ((c >>> 32) ^ g) & HALVES;
        long dh = ((d >>> 32) ^ h) & HALVES;
        ROWS.set(target, to, a ^ (ae << 32));
        ROWS.set(target, to + targetStep, b ^ (bf << 32));
        ROWS.set(target, to + 2 * targetStep, c ^ (cg << 32));
        ROWS.set(target, to + 3 * targetStep, d ^ (dh << 32));
        ROWS.set(target, to + 4 * targetStep, e ^ ae);
        ROWS.set(target, to + 5 * targetStep, f ^ bf);
        ROWS.set(target, to + 6 * targetStep, g ^ cg);
        ROWS.set(target, to + 7 * targetStep, h ^ dh);
    }
}
