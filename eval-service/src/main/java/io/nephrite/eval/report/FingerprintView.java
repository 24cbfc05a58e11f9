package io.nephrite.eval.report;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.fingerprint.ClassIntensities;
import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.eval.report.SvgPlot.Ink;
import io.nephrite.imaging.picture.LabelColors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The fingerprints of a version's cases as plots, with those that lie far from the others.
 *
 * @param plots SVG
 * @param outliers what lies outside of what the quartiles and 3 times their distance span, and lies so far
 * @param withoutClasses cases whose intensities were not sorted by class, since an older release has measured them
 */
public record FingerprintView(int cases, List<String> plots, List<Outlier> outliers, int withoutClasses) {
    private static final Ink USUAL = new Ink(0x0072b2, 0);
    private static final Ink FAR = new Ink(0xd55e00, 0);
    /** Beside the colours of the classes. */
    private static final Ink FAR_OF_CLASS = new Ink(0x202020, 0);

    private static final double FAR_OUT = 3;
    private static final double LEAST_SHARE = 1e-3;
    private static final int LOWER_QUARTILE = 25;
    private static final int UPPER_QUARTILE = 75;
    /** Of all plots together, so that a page stays small. */
    private static final int MOST_POINTS = 800;

    private static final int LEAST_POINTS = 8;
    private static final int MOST_OUTLIERS = 100;
    private static final int MOST_FAR_POINTS = 150;
    private static final int LEAST_FAR_POINTS = 3;
    private static final double MARGIN = 0.08;

    /**
     * A case whose value lies far from the others.
     *
     * @param usual range of the others
     */
    public record Outlier(String caseId, String what, String value, String usual) {}

    /** @param note what a point tells where the cursor is over it */
    private record Measure(
            String name, String unit, ToDoubleFunction<CaseFingerprint> value, Function<CaseFingerprint, String> note) {
        Measure(String name, String unit, ToDoubleFunction<CaseFingerprint> value) {
            this(name, unit, value, c -> c.caseId() + ": " + Figures.significant(value.applyAsDouble(c)) + " " + unit);
        }
    }

    /** A case's value, ascending. */
    private record Point(String caseId, double value, String note, boolean isFar) {}

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

    /**
     * Plots the fingerprints of some cases.
     *
     * @param channels names, in order
     * @param labels that give the classes their names
     */
    public static FingerprintView of(List<CaseFingerprint> cases, List<String> channels, LabelMap labels) {
        if (cases.isEmpty()) {
            return new FingerprintView(0, List.of(), List.of(), 0);
        }
        TreeSet<Integer> classes = new TreeSet<>();
        cases.forEach(c -> c.classes().forEach(of -> classes.add(of.label())));
        int series = MEASURES.size() + channels.size() * classes.size();
        Room room = new Room(
                Math.max(LEAST_POINTS, MOST_POINTS / series), Math.max(LEAST_FAR_POINTS, MOST_FAR_POINTS / series));
        List<Outlier> outliers = new ArrayList<>();
        List<String> plots = new ArrayList<>();
        for (Measure measure : MEASURES) {
            plots.add(plot(measure, thinned(points(measure, cases, outliers), room)));
        }
        if (!classes.isEmpty()) {
            for (int channel = 0; channel < channels.size(); channel++) {
                plots.add(intensities(
                        cases, channels.get(channel), channel, List.copyOf(classes), labels, room, outliers));
            }
        }
        return new FingerprintView(
                cases.size(), plots, outliers.stream().limit(MOST_OUTLIERS).toList(), (int) cases.stream()
                        .filter(c -> c.classes().isEmpty() && c.foregroundVoxels() > 0)
                        .count());
    }

    /** Every case by its value, ascending; those far from the others are added to the outliers. */
    private static List<Point> points(Measure measure, List<CaseFingerprint> cases, List<Outlier> outliers) {
        double[] values = cases.stream().mapToDouble(measure.value()).toArray();
        double low = Quantile.percentile(LOWER_QUARTILE, values);
        double high = Quantile.percentile(UPPER_QUARTILE, values);
        // values that are all but equal have no outliers of any meaning
        double room = FAR_OUT * Math.max(high - low, LEAST_SHARE * Math.abs(high));
        List<Point> points = new ArrayList<>();
        for (CaseFingerprint one : cases) {
            double value = measure.value().applyAsDouble(one);
            boolean isFar = value < low - room || value > high + room;
            if (isFar) {
                outliers.add(new Outlier(
                        one.caseId(),
                        measure.name(),
                        (Figures.significant(value) + " " + measure.unit()).strip(),
                        (Figures.significant(low) + " to " + Figures.significant(high) + " " + measure.unit())
                                .strip()));
            }
            points.add(new Point(one.caseId(), value, measure.note().apply(one), isFar));
        }
        points.sort(Comparator.comparingDouble(Point::value).thenComparing(Point::caseId));
        return points;
    }

    /** Points that a series may have. */
    private record Room(int usual, int far) {}

    /** A point by its rank, from 1. */
    private record Ranked(int rank, Point point) {}

    private static List<Ranked> thinned(List<Point> points, Room room) {
        int step = Math.max(1, (points.size() + room.usual() - 1) / room.usual());
        int far = 0;
        List<Ranked> shown = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).isFar() ? far++ < room.far() : i % step == 0) {
                shown.add(new Ranked(i + 1, points.get(i)));
            }
        }
        return shown;
    }

    /** Cases by rank: a curve that rises from the smallest to the largest value. */
    private static String plot(Measure measure, List<Ranked> shown) {
        SvgPlot plot = new SvgPlot(
                measure.name(), "cases, from the smallest to the largest", measure.unit(), false, Optional.empty());
        draw(
                plot,
                "usual",
                USUAL,
                shown.stream().filter(r -> !r.point().isFar()).toList(),
                0,
                1);
        draw(
                plot,
                "far from the others",
                FAR,
                shown.stream().filter(r -> r.point().isFar()).toList(),
                0,
                1);
        return plot.svg();
    }

    /** @param unit on the x axis of a rank */
    private static void draw(SvgPlot plot, String name, Ink ink, List<Ranked> shown, double left, double unit) {
        if (!shown.isEmpty()) {
            plot.points(
                    name,
                    ink,
                    shown.stream().mapToDouble(r -> left + r.rank() * unit).toArray(),
                    shown.stream().mapToDouble(r -> r.point().value()).toArray(),
                    shown.stream().map(r -> r.point().note()).toList());
        }
    }

    /** The medians of one channel: a column for each class, in it the cases from the darkest to the brightest. */
    private static String intensities(
            List<CaseFingerprint> cases,
            String channel,
            int index,
            List<Integer> classes,
            LabelMap labels,
            Room room,
            List<Outlier> outliers) {
        SvgPlot plot = new SvgPlot(
                "intensities of " + channel + " by class",
                "medians of the cases, from the smallest to the largest in each class",
                "intensity",
                false,
                Optional.empty());
        plot.columns(classes.stream().map(labels::nameOf).toList());
        List<Ranked> far = new ArrayList<>();
        List<Double> farAt = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            int label = classes.get(k);
            String name = labels.nameOf(label);
            List<CaseFingerprint> having =
                    cases.stream().filter(c -> of(c, label, index).isPresent()).toList();
            Measure measure = new Measure(
                    "intensity of " + name + " in " + channel,
                    "",
                    c -> of(c, label, index).orElseThrow().median(),
                    c -> note(c, of(c, label, index).orElseThrow(), name));
            List<Point> points = points(measure, having, outliers);
            double unit = (1 - 2 * MARGIN) / (points.size() + 1);
            double left = k + MARGIN;
            List<Ranked> shown = thinned(points, room);
            draw(
                    plot,
                    name,
                    new Ink(LabelColors.lineArgbOf(label), LabelColors.round(label)),
                    shown.stream().filter(r -> !r.point().isFar()).toList(),
                    left,
                    unit);
            shown.stream().filter(r -> r.point().isFar()).forEach(r -> {
                far.add(r);
                farAt.add(left + r.rank() * unit);
            });
        }
        if (!far.isEmpty()) {
            plot.points(
                    "far from the others",
                    FAR_OF_CLASS,
                    farAt.stream().mapToDouble(x -> x).toArray(),
                    far.stream().mapToDouble(r -> r.point().value()).toArray(),
                    far.stream().map(r -> r.point().note()).toList());
        }
        return plot.svg();
    }

    private static String note(CaseFingerprint of, ClassIntensities.Channel found, String name) {
        return of.caseId() + ", " + name + ": median " + Figures.significant(found.median()) + ", 5 to 95 % "
                + Figures.significant(found.percentile05()) + " to " + Figures.significant(found.percentile95());
    }

    private static Optional<ClassIntensities.Channel> of(CaseFingerprint c, int label, int channel) {
        return c.classes().stream()
                .filter(of -> of.label() == label && channel < of.channels().size())
                .findFirst()
                .map(of -> of.channels().get(channel));
    }
}
