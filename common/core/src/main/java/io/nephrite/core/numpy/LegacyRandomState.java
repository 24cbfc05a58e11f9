package io.nephrite.core.numpy;

import java.util.Arrays;

/**
 * numpy's legacy {@code RandomState}: MT19937 and the draws that nnU-Net makes with it, bit by bit. Not thread-safe.
 *
 * <p>Reference: numpy 2.4 {@code _legacy_distributions}, {@code mt19937.c}.
 */
public final class LegacyRandomState {
    private static final int LENGTH = 624;
    private static final int SHIFT = 397;
    private static final int UPPER = 0x80000000;
    private static final int LOWER = 0x7fffffff;
    private static final int TWIST = 0x9908b0df;

    private final int[] state = new int[LENGTH];
    /** The state after tempering: what is handed out. */
    private final int[] output = new int[LENGTH];

    private int next = LENGTH;

    /**
     * Starts the generator as numpy's {@code RandomState(seed)} does.
     *
     * @param seed 0 to 2³² − 1
     */
    public LegacyRandomState(long seed) {
        if (seed < 0 || seed > 0xffffffffL) {
            throw new IllegalArgumentException("seed must be from 0 to 2^32 - 1, found " + seed);
        }
        int value = (int) seed;
        for (int i = 0; i < LENGTH; i++) {
            state[i] = value;
            value = 1812433253 * (value ^ (value >>> 30)) + i + 1;
        }
    }

    /** 32 random bits. */
    public int nextBits() {
        if (next == LENGTH) {
            refill();
        }
        return output[next++];
    }

    /** Uniform on 0 … max, by masked rejection; draws nothing where max is 0. */
    public int interval(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("max must be >= 0, found " + max);
        }
        if (max == 0) {
            return 0;
        }
        int mask = mask(max);
        int value;
        do {
            value = nextBits() & mask;
        } while (value > max);
        return value;
    }

    /** Fisher–Yates from the end, in place. */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = interval(i);
            int held = values[i];
            values[i] = values[j];
            values[j] = held;
        }
    }

    /** {@code permutation(n)}: 0 … n − 1 shuffled. */
    public int[] permutation(int n) {
        int[] indices = new int[n];
        for (int i = 0; i < n; i++) {
            indices[i] = i;
        }
        shuffle(indices);
        return indices;
    }

    /** {@code choice(n, count, replace=False)}: the first of a whole permutation. */
    public int[] choice(int n, int count) {
        if (count < 0 || count > n) {
            throw new IllegalArgumentException("cannot choose " + count + " of " + n);
        }
        return Arrays.copyOf(permutation(n), count);
    }

    /** {@code choice(n, count, replace=True)}. */
    public int[] choiceWithReplacement(int n, int count) {
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            chosen[i] = interval(n - 1);
        }
        return chosen;
    }

    /**
     * {@link #choiceWithReplacement} without keeping the draws: how often each of n was drawn. Some nanoseconds per
     * draw; memory does not depend on the number of draws.
     *
     * @return at least n counts; those from n on mean nothing
     */
    public int[] drawCounts(int n, int draws) {
        if (n <= 0 || draws < 0) {
            throw new IllegalArgumentException("cannot draw " + draws + " of " + n);
        }
        int max = n - 1;
        if (max == 0) {
            return new int[] {draws};
        }
        int mask = mask(max);
        int[] counts = new int[mask + 1];
        int left = draws;
        // Whole blocks without a branch per draw: rejected draws are counted beyond max, where nobody looks.
        while (left >= LENGTH) {
            if (next == LENGTH) {
                refill();
            }
            int accepted = 0;
            for (int i = next; i < LENGTH; i++) {
                int value = output[i] & mask;
                counts[value]++;
                accepted += (value - n) >>> 31;
            }
            next = LENGTH;
            left -= accepted;
        }
        for (; left > 0; left--) {
            counts[interval(max)]++;
        }
        return counts;
    }

    private static int mask(int max) {
        return -1 >>> Integer.numberOfLeadingZeros(max);
    }

    private void refill() {
        for (int i = 0; i < LENGTH - SHIFT; i++) {
            state[i] = state[i + SHIFT] ^ twisted(state[i], state[i + 1]);
        }
        for (int i = LENGTH - SHIFT; i < LENGTH - 1; i++) {
            state[i] = state[i + SHIFT - LENGTH] ^ twisted(state[i], state[i + 1]);
        }
        state[LENGTH - 1] = state[SHIFT - 1] ^ twisted(state[LENGTH - 1], state[0]);
        for (int i = 0; i < LENGTH; i++) {
            int y = state[i];
            y ^= y >>> 11;
            y ^= (y << 7) & 0x9d2c5680;
            y ^= (y << 15) & 0xefc60000;
            output[i] = y ^ (y >>> 18);
        }
        next = 0;
    }

    private static int twisted(int high, int low) {
        int y = (high & UPPER) | (low & LOWER);
        return (y >>> 1) ^ (-(y & 1) & TWIST);
    }
}
