package io.nephrite.learning.augment;

import io.nephrite.core.random.SampleRandom;

/**
 * Standard normal numbers for noise, several times as fast as {@link SampleRandom#gaussian} and of the same law; the same on
 * every machine.
 *
 * <p>Reference: Marsaglia and Tsang, The Ziggurat Method for Generating Random Variables (2000), with 256 layers; layer and
 * abscissa are drawn from different bits, as Doornik (2005) advises.
 */
final class GaussianNoise {
    private static final int LAYERS = 256;
    /** Where the tail begins, and the area of each layer, from the paper. */
    private static final double TAIL = 3.654152885361009;

    private static final double AREA = 4.92867323399e-3;
    /** Leaves 54 bits with a sign. */
    private static final int SHIFT = 10;

    private static final double UNIT = 0x1p-53;
    /** Right ends of the layers, the lowest first; the lowest has its tail as width. */
    private static final double[] END = new double[LAYERS + 1];

    private static final double[] DENSITY = new double[LAYERS + 1];
    /** Part of each layer that lies under the curve for sure. */
    private static final double[] SURE = new double[LAYERS];

    static {
        END[0] = AREA / density(TAIL);
        END[1] = TAIL;
        for (int i = 2; i < LAYERS; i++) {
            END[i] = StrictMath.sqrt(-2 * StrictMath.log(AREA / END[i - 1] + density(END[i - 1])));
        }
        END[LAYERS] = 0;
        for (int i = 0; i <= LAYERS; i++) {
            DENSITY[i] = density(END[i]);
        }
        for (int i = 0; i < LAYERS; i++) {
            SURE[i] = END[i + 1] / END[i];
        }
    }

    private GaussianNoise() {}

    private static double density(double x) {
        return StrictMath.exp(-0.5 * x * x);
    }

    /** Adds independent numbers of this standard deviation. */
    static void add(float[] x, int offset, int count, double std, SampleRandom random) {
        for (int i = offset; i < offset + count; i++) {
            x[i] += (float) (std * next(random));
        }
    }

    static double next(SampleRandom random) {
        while (true) {
            long bits = random.nextLong();
            int layer = (int) bits & (LAYERS - 1);
            double u = (bits >> SHIFT) * UNIT;
            if (Math.abs(u) < SURE[layer]) {
                return u * END[layer];
            }
            if (layer == 0) {
                double tail = tail(random);
                return u < 0 ? -tail : tail;
            }
            double x = u * END[layer];
            double height = DENSITY[layer] + random.uniform() * (DENSITY[layer + 1] - DENSITY[layer]);
            if (height < density(x)) {
                return x;
            }
        }
    }

    /** Beyond {@link #TAIL}; Marsaglia's method. */
    private static double tail(SampleRandom random) {
        double x;
        double y;
        do {
            // 1 - u is above 0
            x = -StrictMath.log(1 - random.uniform()) / TAIL;
            y = -StrictMath.log(1 - random.uniform());
        } while (2 * y < x * x);
        return TAIL + x;
    }
}
