package io.nephrite.eval.report;

import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.eval.report.SvgPlot.Ink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The fingerprints of a version's cases as plots, with those that lie far from the others.
 *
 * @param plots SVG
 * @param outliers what lies outside of what the quartiles and 3 times their distance span, and lies so far
 */
public record FingerprintView(int cases, List<String> plots, List<Outlier> outliers) {
    private static final Ink USUAL = new Ink(0x0072b2, 0);
    private static final Ink FAR = new Ink(0xd55e00, 0);
    private static final double FAR_OUT = 3;
    private static final double LEAST_SHARE = 1e-3;
    private static final int LOWER_QUARTILE = 25;
    private static final int UPPER_QUARTILE = 75;
    private static final int MOST_POINTS = 600;
    private static final int MOST_OUTLIERS = 100;

    /** @param usual range of the others */
    public record Outlier(String caseId, String what, String value, String usual) {}

    private record Measure(String name, String unit, ToDoubleFunction<CaseFingerprint> value) {}

    private static final List<Measure> MEASURES = List.of(
            new Measure("spacing z", "mm", c -> c.spacing().z()),
            new Measure("spacing y", "mm", c -> c.spacing().y()),
            new Measure("spacing x", "mm", c -> c.spacing().x()),
            new Measure("shape z", "voxels", c -> c.shapeAfterCrop().z()),
            new Measure("shape y", "voxels", c -> c.shapeAfterCrop().y()),
            new Measure("shape x", "voxels", c -> c.shapeAfterCrop().x()),
            new Measure("labelled volume", "ml", FingerprintView::labelledMl));

    private static double labelledMl(CaseFingerprint c) {
        return c.foregroundVoxels()
                * c.spacing().z()
                * c.spacing().y()
                * c.spacing().x()
                / 1000;
    }

    public static FingerprintView of(List<CaseFingerprint> cases) {
        if (cases.isEmpty()) {
            return new FingerprintView(0, List.of(), List.of());
        }
        List<Outlier> outliers = new ArrayList<>();
        List<String> plots = new ArrayList<>();
        for (Measure measure : MEASURES) {
            double[] values = cases.stream().mapToDouble(measure.value()).toArray();
            double low = Quantile.percentile(LOWER_QUARTILE, values.clone());
            double high = Quantile.percentile(UPPER_QUARTILE, values.clone());
            // values that are all but equal have no outliers of any meaning
            double room = FAR_OUT * Math.max(high - low, LEAST_SHARE * Math.abs(high));
            List<CaseFingerprint> far = cases.stream()
                    .filter(c -> measure.value().applyAsDouble(c) < low - room
                            || measure.value().applyAsDouble(c) > high + room)
                    .toList();
            far.forEach(c -> outliers.add(new Outlier(
                    c.caseId(),
                    measure.name(),
                    Figures.significant(measure.value().applyAsDouble(c)) + " " + measure.unit(),
                    Figures.significant(low) + " to " + Figures.significant(high) + " " + measure.unit())));
            plots.add(plot(measure, cases, far));
        }
        return new FingerprintView(
                cases.size(), plots, outliers.stream().limit(MOST_OUTLIERS).toList());
    }

    /** Cases by rank: a curve that rises from the smallest to the largest value. */
    private static String plot(Measure measure, List<CaseFingerprint> cases, List<CaseFingerprint> far) {
        List<CaseFingerprint> sorted = cases.stream()
                .sorted(Comparator.comparingDouble(measure.value()).thenComparing(CaseFingerprint::caseId))
                .toList();
        SvgPlot plot = new SvgPlot(
                measure.name(), "cases, from the smallest to the largest", measure.unit(), false, Optional.empty());
        List<Integer> usual = new ArrayList<>();
        List<Integer> outside = new ArrayList<>();
        int step = Math.max(1, sorted.size() / MOST_POINTS);
        for (int i = 0; i < sorted.size(); i++) {
            if (far.contains(sorted.get(i))) {
                outside.add(i);
            } else if (i % step == 0) {
                usual.add(i);
            }
        }
        points(plot, "usual", USUAL, sorted, usual, measure);
        if (!outside.isEmpty()) {
            points(
                    plot,
                    "far from the others",
                    FAR,
                    sorted,
                    outside.subList(0, Math.min(MOST_OUTLIERS, outside.size())),
                    measure);
        }
        return plot.svg();
    }

    private static void points(
            SvgPlot plot, String name, Ink ink, List<CaseFingerprint> sorted, List<Integer> places, Measure measure) {
        plot.points(
                name,
                ink,
                places.stream().mapToDouble(i -> i + 1).toArray(),
                places.stream()
                        .mapToDouble(i -> measure.value().applyAsDouble(sorted.get(i)))
                        .toArray(),
                places.stream()
                        .map(i -> sorted.get(i).caseId() + ": "
                                + Figures.significant(measure.value().applyAsDouble(sorted.get(i))) + " "
                                + measure.unit())
                        .toList());
    }
}
