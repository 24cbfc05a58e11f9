package io.nephrite.bench;

import java.util.ArrayList;
import java.util.List;

/** What was measured of one of the sides that are compared: seconds of each repetition, and the highest memory. */
final class MeasuredSide {
    private final List<Double> cpu = new ArrayList<>();
    private final List<Double> wall = new ArrayList<>();
    private double peakMib;

    void add(double cpuSeconds, double wallSeconds, double mib) {
        cpu.add(cpuSeconds);
        wall.add(wallSeconds);
        peakMib = Math.max(peakMib, mib);
    }

    boolean isEmpty() {
        return cpu.isEmpty();
    }

    /** CPU seconds of each repetition. */
    List<Double> cpu() {
        return cpu;
    }

    /** Wall seconds of each repetition. */
    List<Double> wall() {
        return wall;
    }

    double peakMib() {
        return peakMib;
    }

    /** The middle one; the higher of the two in the middle. */
    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
