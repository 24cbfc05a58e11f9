package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import java.util.Arrays;

/**
 * Rows of logits on the new grid in single precision, many voxels at a time. Two rows of the old grid are kept, already
 * weighed along z and drawn out along x, since rows of the new grid that follow each other lie between the same two.
 * Owned by one thread.
 */
final class LogitRows {
    /** A dozen operations, each off by at most 2^-24 of the largest number that takes part. */
    private static final float ROUNDING = 0x1p-20f;

    private final float[] logits;
    private final int outputs;
    private final Shape3 from;
    private final int width;
    private final LinearAxis z;
    private final LinearAxis y;
    private final LinearAxis x;
    private final float[] lowerWeight;
    private final float[] upperWeight;
    private final float[] weighed;
    private final Drawn[] drawn;
    private int plane = -1;
    private Drawn lower;
    private Drawn upper;
    private float lowerShare;
    private float upperShare;

    /** A row of the old grid, (outputs, X of the new grid). */
    private static final class Drawn {
        private final float[] values;
        private int row = -1;
        private float largest;

        Drawn(int size) {
            values = new float[size];
        }
    }

    /** @param logits (outputs, Z, Y, X) of the old grid */
    LogitRows(float[] logits, int outputs, ResamplingPlan plan, LinearAxis z, LinearAxis y, LinearAxis x) {
        this.logits = logits;
        this.outputs = outputs;
        this.from = plan.from();
        this.width = plan.to().x();
        this.z = z;
        this.y = y;
        this.x = x;
        this.lowerWeight = new float[width];
        this.upperWeight = new float[width];
        for (int i = 0; i < width; i++) {
            lowerWeight[i] = (float) x.weight(i, 0);
            upperWeight[i] = (float) x.weight(i, 1);
        }
        this.weighed = new float[from.x()];
        this.drawn = new Drawn[] {new Drawn(outputs * width), new Drawn(outputs * width)};
        this.lower = drawn[0];
        this.upper = drawn[0];
    }

    /** Whether a row of the new grid lies between rows that are drawn out already. */
    boolean has(int k, int j) {
        return plane == k && slot(y.lower(j)).row == y.lower(j) && slot(y.upper(j)).row == y.upper(j);
    }

    private Drawn slot(int row) {
        return drawn[row & 1];
    }

    /** Turns to a row of the new grid. */
    void open(int k, int j) {
        if (plane != k) {
            plane = k;
            drawn[0].row = -1;
            drawn[1].row = -1;
        }
        lower = draw(k, y.lower(j));
        upper = draw(k, y.upper(j));
        lowerShare = (float) y.weight(j, 0);
        upperShare = (float) y.weight(j, 1);
    }

    private Drawn draw(int k, int row) {
        Drawn made = slot(row);
        if (made.row != row) {
            made.row = row;
            made.largest = 0;
            for (int output = 0; output < outputs; output++) {
                made.largest = Math.max(made.largest, weigh(output, k, row));
                float[] values = made.values;
                int at = output * width;
                for (int i = 0; i < width; i++) {
                    values[at + i] = weighed[x.lower(i)] * lowerWeight[i] + weighed[x.upper(i)] * upperWeight[i];
                }
            }
        }
        return made;
    }

    /** @return the largest magnitude that takes part */
    private float weigh(int output, int k, int row) {
        int a = ((output * from.z() + z.lower(k)) * from.y() + row) * from.x();
        int b = ((output * from.z() + z.upper(k)) * from.y() + row) * from.x();
        float shareA = (float) z.weight(k, 0);
        float shareB = (float) z.weight(k, 1);
        float largest = 0;
        for (int i = 0; i < weighed.length; i++) {
            weighed[i] = logits[a + i] * shareA + logits[b + i] * shareB;
            largest = Math.max(largest, Math.max(Math.abs(logits[a + i]), Math.abs(logits[b + i])));
        }
        return largest;
    }

    /** How far a value of this row may be from the exact one, at most. */
    float error() {
        return ROUNDING * Math.max(lower.largest, upper.largest);
    }

    /**
     * One output of the row.
     *
     * @param begin of the voxels, X of the new grid
     * @param into gets voxel {@code begin} first
     */
    void read(int output, int begin, int end, float[] into) {
        float[] a = lower.values;
        float[] b = upper.values;
        int at = output * width + begin;
        int count = end - begin;
        for (int i = 0; i < count; i++) {
            into[i] = a[at + i] * lowerShare + b[at + i] * upperShare;
        }
    }

    /** The largest of several outputs, voxel by voxel, and the largest of the others. */
    static void rank(float[] values, int count, float[] first, float[] second) {
        for (int i = 0; i < count; i++) {
            second[i] = Math.max(second[i], Math.min(first[i], values[i]));
            first[i] = Math.max(first[i], values[i]);
        }
    }

    /** Before the first is ranked. */
    static void clear(float[] first, float[] second, int count) {
        Arrays.fill(first, 0, count, Float.NEGATIVE_INFINITY);
        Arrays.fill(second, 0, count, Float.NEGATIVE_INFINITY);
    }
}
