package io.nephrite.imaging.phantom;

import java.util.Random;

/** A smooth random function of the place with mean 0 and variance 1: a sum of plane waves. */
final class SmoothField {
    private static final int WAVES = 6;

    private final double[] kx = new double[WAVES];
    private final double[] ky = new double[WAVES];
    private final double[] kz = new double[WAVES];
    private final double[] phase = new double[WAVES];

    /** @param wavelengthMm typical length of a wave */
    SmoothField(Random random, double wavelengthMm) {
        for (int i = 0; i < WAVES; i++) {
            double k = 2 * Math.PI / (wavelengthMm * (0.7 + 0.6 * random.nextDouble()));
            double cos = 2 * random.nextDouble() - 1;
            double turn = 2 * Math.PI * random.nextDouble();
            double sin = Math.sqrt(1 - cos * cos);
            kx[i] = k * sin * Math.cos(turn);
            ky[i] = k * sin * Math.sin(turn);
            kz[i] = k * cos;
            phase[i] = 2 * Math.PI * random.nextDouble();
        }
    }

    double at(double x, double y, double z) {
        double sum = 0;
        for (int i = 0; i < WAVES; i++) {
            sum += Math.cos(kx[i] * x + ky[i] * y + kz[i] * z + phase[i]);
        }
        return sum * Math.sqrt(2.0 / WAVES);
    }
}
