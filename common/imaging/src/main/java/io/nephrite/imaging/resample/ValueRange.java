package io.nephrite.imaging.resample;

/** Smallest and largest of a set of values; empty at first. Owned by one thread. */
final class ValueRange {
    private float low = Float.POSITIVE_INFINITY;
    private float high = Float.NEGATIVE_INFINITY;

    static ValueRange of(float[] values, int from, int count) {
        ValueRange range = new ValueRange();
        range.add(values, from, count);
        return range;
    }

    void add(float[] values, int from, int count) {
        float min = low;
        float max = high;
        for (int i = from; i < from + count; i++) {
            float v = values[i];
            min = v < min ? v : min;
            max = v > max ? v : max;
        }
        low = min;
        high = max;
    }

    synchronized void add(ValueRange other) {
        low = Math.min(low, other.low);
        high = Math.max(high, other.high);
    }

    float low() {
        return low;
    }

    float high() {
        return high;
    }
}
