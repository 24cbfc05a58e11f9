package io.nephrite.core.random;

import java.util.Arrays;

/**
 * The random numbers of one sample, which depend on the sample alone: whoever makes it, on whichever thread, after
 * whatever resume, draws the same. xoshiro256++ seeded by SplitMix64. Not thread-safe.
 */
public final class SampleRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long s0;
    private long s1;
    private long s2;
    private long s3;
    private double spareGaussian = Double.NaN;

    private SampleRandom(long seed) {
        s0 = mix(seed);
        s1 = mix(s0 + GOLDEN_GAMMA);
        s2 = mix(s1 + GOLDEN_GAMMA);
        s3 = mix(s2 + GOLDEN_GAMMA);
    }

    /**
     * Starts the random numbers of one sample.
     *
     * @param stream what the numbers are for, such as {@code train}
     */
    public static SampleRandom of(long seed, String fold, String stream, long... position) {
        long hash = mix(seed + GOLDEN_GAMMA);
        hash = mix(hash ^ text(fold));
        hash = mix(hash ^ text(stream));
        for (long p : position) {
            hash = mix(hash * GOLDEN_GAMMA + p + 1);
        }
        return new SampleRandom(hash);
    }

    private static long text(String text) {
        return Arrays.hashCode(text.toCharArray()) * 0xD1B54A32D192ED03L;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** 64 random bits. */
    public long nextLong() {
        long result = Long.rotateLeft(s0 + s3, 23) + s0;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /** In [0, 1), 53 bits. */
    public double uniform() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** In [low, high). */
    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    public boolean chance(double probability) {
        return uniform() < probability;
    }

    /** Integer in [0, bound). */
    public int below(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be > 0: " + bound);
        }
        // the high half of a 96-bit product: its bias, at most bound / 2^64, is beyond notice
        return (int) Math.multiplyHigh(nextLong() >>> 1, (long) bound << 1);
    }

    /** Integer in [low, high], both ends included. */
    public int between(int low, int high) {
        return low + below(high - low + 1);
    }

    /** Standard normal; Marsaglia's polar method. */
    public double gaussian() {
        if (!Double.isNaN(spareGaussian)) {
            double spare = spareGaussian;
            spareGaussian = Double.NaN;
            return spare;
        }
        double u;
        double v;
        double s;
        do {
            u = 2 * uniform() - 1;
            v = 2 * uniform() - 1;
            s = u * u + v * v;
        } while (s >= 1 || s == 0);
        double scale = StrictMath.sqrt(-2 * StrictMath.log(s) / s);
        spareGaussian = v * scale;
        return u * scale;
    }
}
