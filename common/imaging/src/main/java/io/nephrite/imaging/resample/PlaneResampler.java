package io.nephrite.imaging.resample;

/** Resamples one plane along both its axes, in double precision in a core's cache. Owned by one thread. */
final class PlaneResampler {
    /** Lanes of the pass along y: 512 rows of 64 doubles are 256 KiB. */
    private static final int Y_LANES = 64;
    /** Rows that are turned at a time for the pass along x. */
    private static final int X_LANES = 16;

    private final AxisSampling y;
    private final AxisSampling x;
    private final LineTile yTile;
    private final LineTile xTile;
    /** After the pass along y: outputs of y × inputs of x. */
    private final double[] middle;

    private final double[] turned;

    PlaneResampler(AxisSampling y, AxisSampling x) {
        this.y = y;
        this.x = x;
        this.yTile = new LineTile(y, Y_LANES);
        this.xTile = new LineTile(x, X_LANES);
        this.middle = new double[y.outputs() * x.inputs()];
        this.turned = new double[x.outputs() * X_LANES];
    }

    /** Results are clamped to [low, high]. */
    void resample(float[] source, int from, float[] target, int to, float low, float high) {
        if (y.isIdentity() && x.isIdentity()) {
            System.arraycopy(source, from, target, to, y.inputs() * x.inputs());
            return;
        }
        alongY(source, from);
        if (x.isIdentity()) {
            store(middle, 0, target, to, middle.length, low, high);
        } else {
            alongX(target, to, low, high);
        }
    }

    private void alongY(float[] source, int from) {
        int width = x.inputs();
        if (y.isIdentity()) {
            widen(source, from, middle, 0, middle.length);
            return;
        }
        double[] samples = yTile.samples();
        for (int x0 = 0; x0 < width; x0 += Y_LANES) {
            int count = Math.min(Y_LANES, width - x0);
            for (int i = 0; i < y.inputs(); i++) {
                widen(source, from + i * width + x0, samples, i * Y_LANES, count);
            }
            yTile.prepare();
            for (int j = 0; j < y.outputs(); j++) {
                yTile.evaluate(j, middle, j * width + x0, count);
            }
        }
    }

    private void alongX(float[] target, int to, float low, float high) {
        int width = x.inputs();
        int outputs = x.outputs();
        for (int y0 = 0; y0 < y.outputs(); y0 += X_LANES) {
            int count = Math.min(X_LANES, y.outputs() - y0);
            turnIn(y0, count, width);
            xTile.prepare();
            for (int j = 0; j < outputs; j++) {
                xTile.evaluate(j, turned, j * X_LANES, X_LANES);
            }
            for (int r = 0; r < count; r++) {
                int row = to + (y0 + r) * outputs;
                for (int j = 0; j < outputs; j++) {
                    target[row + j] = clamp((float) turned[j * X_LANES + r], low, high);
                }
            }
        }
    }

    private void turnIn(int y0, int count, int width) {
        double[] samples = xTile.samples();
        for (int r = 0; r < count; r++) {
            int row = (y0 + r) * width;
            for (int i = 0; i < width; i++) {
                samples[i * X_LANES + r] = middle[row + i];
            }
        }
    }

    static void widen(float[] source, int from, double[] target, int to, int count) {
        for (int i = 0; i < count; i++) {
            target[to + i] = source[from + i];
        }
    }

    static void store(double[] source, int from, float[] target, int to, int count, float low, float high) {
        for (int i = 0; i < count; i++) {
            target[to + i] = clamp((float) source[from + i], low, high);
        }
    }

    private static float clamp(float value, float low, float high) {
        return value < low ? low : value > high ? high : value;
    }
}
