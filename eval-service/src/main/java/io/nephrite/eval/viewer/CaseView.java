package io.nephrite.eval.viewer;

import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.picture.AnatomicalPlane;
import io.nephrite.imaging.picture.Difference;
import io.nephrite.imaging.picture.LabelColors;
import io.nephrite.imaging.picture.PlaneView;
import io.nephrite.imaging.read.CaseHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a page must know to show a case.
 *
 * @param versions of the dataset that have the case, the newest first
 * @param shape voxels along x, y, z
 * @param spacing mm along x, y, z
 * @param affine three rows of four: image frame to mm right, anterior, superior
 * @param window with which the first channel is shown at first
 * @param windows that can be chosen
 * @param differences what the colours of the difference map mean
 * @param hasReference whether the case has a label
 */
public record CaseView(
        String dataset,
        String version,
        String caseId,
        List<String> channels,
        List<String> versions,
        List<Integer> shape,
        List<Double> spacing,
        Affine affine,
        List<PlaneOfCase> planes,
        NamedWindow window,
        List<NamedWindow> windows,
        List<NamedColor> labels,
        List<NamedColor> differences,
        boolean hasReference,
        List<PredictionOfCase> predictions) {
    private static final List<NamedWindow> CT = List.of(
            new NamedWindow("soft tissue", -160, 240),
            new NamedWindow("kidney", -79, 304),
            new NamedWindow("bone", -450, 1050),
            new NamedWindow("lung", -1350, 150));

    /**
     * A plane's place in the volume and on the page.
     *
     * @param plane lower case
     * @param across dimension of the volume across the slices: 0 = x, 1 = y, 2 = z
     * @param columns dimension to the right
     * @param rows dimension down
     * @param columnMm from one pixel to the next to the right
     * @param rowMm from one pixel to the next below
     * @param left the patient's side at the left edge: R, L, A, P, S or I
     */
    public record PlaneOfCase(
            String plane,
            int across,
            int columns,
            int rows,
            boolean columnsFlipped,
            boolean rowsFlipped,
            int slices,
            int width,
            int height,
            double columnMm,
            double rowMm,
            String left,
            String right,
            String top,
            String bottom) {}

    /** Intensities that are black and white. */
    public record NamedWindow(String name, double low, double high) {}

    /**
     * A label with its colour.
     *
     * @param color such as {@code #d55e00}
     */
    public record NamedColor(int value, String name, String color) {}

    /**
     * A prediction of the case by one fold.
     *
     * @param dice by class name; empty before the case is evaluated
     */
    public record PredictionOfCase(String configuration, String fold, Map<String, OptionalDouble> dice) {}

    /**
     * What is looked at.
     *
     * @param versions that have the case, the newest first; none of an image that is of no version
     */
    record Subject(
            String dataset,
            String version,
            String caseId,
            List<String> channels,
            LabelMap labels,
            List<String> versions) {}

    /** @param percentiles windows that any image has */
    static CaseView of(
            Subject subject,
            CaseHeader header,
            List<NamedWindow> percentiles,
            boolean hasReference,
            List<PredictionOfCase> predictions) {
        boolean isCt = subject.channels.get(0).toUpperCase(Locale.ROOT).equals("CT");
        List<NamedWindow> windows = new ArrayList<>(isCt ? CT : List.of());
        windows.addAll(percentiles);
        Shape3 shape = header.shape();
        Spacing spacing = header.spacing();
        Affine affine = header.first().affine();
        return new CaseView(
                subject.dataset,
                subject.version,
                subject.caseId,
                subject.channels,
                subject.versions,
                List.of(shape.x(), shape.y(), shape.z()),
                List.of(spacing.x(), spacing.y(), spacing.z()),
                affine,
                Arrays.stream(AnatomicalPlane.values())
                        .map(p -> plane(PlaneView.of(p, affine), shape, spacing))
                        .toList(),
                windows.get(0),
                List.copyOf(windows),
                colors(subject.labels),
                List.of(
                        new NamedColor(1, "missed", color(Difference.argbOf(Difference.MISSED.code()))),
                        new NamedColor(2, "invented", color(Difference.argbOf(Difference.INVENTED.code()))),
                        new NamedColor(3, "another label", color(Difference.argbOf(Difference.CONFUSED.code())))),
                hasReference,
                List.copyOf(predictions));
    }

    private static PlaneOfCase plane(PlaneView view, Shape3 shape, Spacing spacing) {
        // array axes are z, y, x; dimensions count from x
        return new PlaneOfCase(
                view.plane().name().toLowerCase(Locale.ROOT),
                view.across(),
                view.columns(),
                view.rows(),
                view.columnsFlipped(),
                view.rowsFlipped(),
                shape.get(2 - view.across()),
                shape.get(2 - view.columns()),
                shape.get(2 - view.rows()),
                spacing.get(2 - view.columns()),
                spacing.get(2 - view.rows()),
                view.left(),
                view.right(),
                view.top(),
                view.bottom());
    }

    private static List<NamedColor> colors(LabelMap labels) {
        return labels.declaredValues().stream()
                .filter(value -> value != 0)
                .map(value -> new NamedColor(
                        value,
                        labels.ignore().filter(value::equals).isPresent() ? Label.IGNORE : labels.nameOf(value),
                        color(LabelColors.argbOf(value))))
                .toList();
    }

    private static String color(int argb) {
        return "#%06x".formatted(argb & 0xffffff);
    }
}
