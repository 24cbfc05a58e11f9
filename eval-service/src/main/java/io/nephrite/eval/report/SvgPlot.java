package io.nephrite.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * A plot as a picture in SVG, which stands in a page as it is: no script, no style sheet, all text escaped. Values that
 * are not finite leave a gap.
 */
final class SvgPlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 300;
    private static final int LEFT = 58;
    private static final int RIGHT = 12;
    private static final int TOP = 26;
    private static final int BOTTOM = 40;
    private static final int LEGEND_ROW = 17;
    private static final int LEGEND_COLUMNS = 4;
    private static final int LONGEST_NAME = 20;
    /** Pixels of a letter, roughly. */
    private static final int LETTER = 6;

    private static final int TICKS = 5;
    private static final double MOST_DECADES = 3;
    private static final String[] DASHES = {"", "6 3", "2 3", "8 3 2 3", "12 4", "1 4"};

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final boolean logarithmic;
    private final Optional<Range> fixed;
    private final List<Series> series = new ArrayList<>();
    private List<String> columns = List.of();

    /**
     * @param logarithmic whether the x axis is; values up to 0 are left out then
     * @param fixed range of the y axis; that of the values where it is absent
     */
    SvgPlot(String title, String xLabel, String yLabel, boolean logarithmic, Optional<Range> fixed) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.logarithmic = logarithmic;
        this.fixed = fixed;
    }

    /** From low to high. */
    record Range(double low, double high) {
        static final Range SHARE = new Range(0, 1);

        static Range of(DoubleStream values) {
            double[] finite = values.filter(Double::isFinite).toArray();
            double low = DoubleStream.of(finite).min().orElse(0);
            double high = DoubleStream.of(finite).max().orElse(1);
            double room = high > low ? 0.04 * (high - low) : Math.max(1e-6, 0.05 * Math.abs(high));
            return new Range(low - room, high + room);
        }
    }

    /**
     * Colour and dashes.
     *
     * @param argb red, green and blue in the lower 24 bits
     * @param dash number of a pattern; 0 is a whole line
     */
    record Ink(int argb, int dash) {
        String color() {
            return String.format(Locale.ROOT, "#%06x", argb & 0xffffff);
        }

        String dashes() {
            return DASHES[dash % DASHES.length];
        }
    }

    /** A line, or points. */
    private static final class Series {
        private final String name;
        private final Ink ink;
        private final double[] x;
        private final double[] y;
        private final List<String> notes;

        /**
         * @param name in the legend
         * @param notes what a point tells where the cursor is over it; empty for a line
         */
        Series(String name, Ink ink, double[] x, double[] y, List<String> notes) {
            this.name = name;
            this.ink = ink;
            this.x = x;
            this.y = y;
            this.notes = notes;
        }

        boolean isLine() {
            return notes.isEmpty();
        }
    }

    void line(String name, Ink ink, double[] x, double[] y) {
        series.add(new Series(name, ink, x, y, List.of()));
    }

    void points(String name, Ink ink, double[] x, double[] y, List<String> notes) {
        series.add(new Series(name, ink, x, y, notes));
    }

    /** The x axis has columns, each 1 wide, with these names in place of numbers. */
    void columns(List<String> names) {
        columns = List.copyOf(names);
    }

    String svg() {
        boolean legend = series.size() > 1;
        int rows = legend ? (series.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS : 0;
        int height = HEIGHT + rows * LEGEND_ROW;
        StringBuilder out = new StringBuilder();
        out.append("<svg class=\"plot\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(height)
                .append("\" width=\"")
                .append(WIDTH)
                .append("\" height=\"")
                .append(height)
                .append("\" role=\"img\" aria-label=\"")
                .append(escaped(title))
                .append("\" font-family=\"sans-serif\" font-size=\"11\">");
        text(out, LEFT, 15, "start", "font-weight=\"bold\" font-size=\"13\"", title);
        Scale x = x();
        Scale y = new Scale(
                fixed.orElseGet(() -> Range.of(series.stream().flatMapToDouble(s -> DoubleStream.of(s.y)))),
                HEIGHT - BOTTOM,
                TOP,
                false);
        grid(out, x, y);
        for (Series s : series) {
            if (s.isLine()) {
                path(out, s, x, y);
            } else {
                dots(out, s, x, y);
            }
        }
        if (legend) {
            legend(out);
        }
        return out.append("</svg>").toString();
    }

    private Scale x() {
        if (!columns.isEmpty()) {
            return new Scale(new Range(0, columns.size()), LEFT, WIDTH - RIGHT, false);
        }
        DoubleStream values = series.stream().flatMapToDouble(s -> DoubleStream.of(s.x));
        if (!logarithmic) {
            double[] all = values.filter(Double::isFinite).toArray();
            double low = DoubleStream.of(all).min().orElse(0);
            double high = DoubleStream.of(all).max().orElse(1);
            return new Scale(new Range(low, high > low ? high : low + 1), LEFT, WIDTH - RIGHT, false);
        }
        Range range = Range.of(values.filter(v -> v > 0).map(Math::log10));
        return new Scale(range, LEFT, WIDTH - RIGHT, true);
    }

    private void grid(StringBuilder out, Scale x, Scale y) {
        for (double tick : y.ticks()) {
            line(out, LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), "#dddddd");
            text(out, LEFT - 6, y.at(tick) + 4, "end", "fill=\"#444444\"", y.name(tick));
        }
        if (columns.isEmpty()) {
            for (double tick : x.ticks()) {
                line(out, x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM, "#eeeeee");
                text(out, x.at(tick), HEIGHT - BOTTOM + 15, "middle", "fill=\"#444444\"", x.name(tick));
            }
        } else {
            columnNames(out, x);
        }
        line(out, LEFT, TOP, LEFT, HEIGHT - BOTTOM, "#888888");
        line(out, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "#888888");
        text(out, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", "fill=\"#444444\"", xLabel);
        out.append("<text transform=\"translate(13 ")
                .append((TOP + HEIGHT - BOTTOM) / 2)
                .append(") rotate(-90)\" text-anchor=\"middle\" fill=\"#444444\">")
                .append(escaped(yLabel))
                .append("</text>");
    }

    private void columnNames(StringBuilder out, Scale x) {
        int longest = Math.max(1, (WIDTH - LEFT - RIGHT) / columns.size() / LETTER);
        for (int i = 0; i < columns.size(); i++) {
            line(out, x.at(i), TOP, x.at(i), HEIGHT - BOTTOM, "#dddddd");
            text(
                    out,
                    x.at(i + 0.5),
                    HEIGHT - BOTTOM + 15,
                    "middle",
                    "fill=\"#444444\"",
                    clipped(columns.get(i), longest));
        }
    }

    private static String clipped(String name, int longest) {
        return name.length() <= longest ? name : name.substring(0, longest - 1) + "…";
    }

    private static void path(StringBuilder out, Series s, Scale x, Scale y) {
        StringBuilder d = new StringBuilder();
        boolean down = false;
        int drawn = 0;
        for (int i = 0; i < s.x.length; i++) {
            if (!Double.isFinite(s.y[i])) {
                down = false;
                continue;
            }
            d.append(down ? 'L' : 'M').append(number(x.of(s.x[i]))).append(' ').append(number(y.of(s.y[i])));
            down = true;
            drawn++;
        }
        if (drawn == 1) { // a line of one point is not seen
            int only = 0;
            while (!Double.isFinite(s.y[only])) {
                only++;
            }
            out.append("<circle cx=\"")
                    .append(number(x.of(s.x[only])))
                    .append("\" cy=\"")
                    .append(number(y.of(s.y[only])));
            out.append("\" r=\"3\" fill=\"").append(s.ink.color()).append("\"/>");
            return;
        }
        out.append("<path d=\"").append(d).append("\" fill=\"none\" stroke=\"").append(s.ink.color());
        out.append("\" stroke-width=\"1.5\" stroke-linejoin=\"round\"");
        if (!s.ink.dashes().isEmpty()) {
            out.append(" stroke-dasharray=\"").append(s.ink.dashes()).append('"');
        }
        out.append("/>");
    }

    private void dots(StringBuilder out, Series s, Scale x, Scale y) {
        out.append("<g fill=\"").append(s.ink.color()).append("\" fill-opacity=\"0.65\">");
        for (int i = 0; i < s.x.length; i++) {
            if (Double.isFinite(s.y[i]) && Double.isFinite(s.x[i]) && !(logarithmic && s.x[i] <= 0)) {
                out.append("<circle cx=\"")
                        .append(number(x.of(s.x[i])))
                        .append("\" cy=\"")
                        .append(number(y.of(s.y[i])));
                out.append("\" r=\"3.5\"><title>")
                        .append(escaped(s.notes.get(i)))
                        .append("</title></circle>");
            }
        }
        out.append("</g>");
    }

    private void legend(StringBuilder out) {
        double column = (double) (WIDTH - LEFT - RIGHT) / LEGEND_COLUMNS;
        for (int i = 0; i < series.size(); i++) {
            Series s = series.get(i);
            double left = LEFT + column * (i % LEGEND_COLUMNS);
            int row = i / LEGEND_COLUMNS;
            double top = HEIGHT + LEGEND_ROW * row + 8;
            if (s.isLine()) {
                out.append("<path d=\"M")
                        .append(number(left))
                        .append(' ')
                        .append(number(top - 4))
                        .append("h20\" stroke=\"");
                out.append(s.ink.color()).append("\" stroke-width=\"2\" stroke-dasharray=\"");
                out.append(s.ink.dashes().isEmpty() ? "none" : s.ink.dashes()).append("\"/>");
            } else {
                out.append("<circle cx=\"")
                        .append(number(left + 12))
                        .append("\" cy=\"")
                        .append(number(top - 4));
                out.append("\" r=\"4\" fill=\"").append(s.ink.color()).append("\"/>");
            }
            text(out, left + 25, top, "start", "", clipped(s.name, LONGEST_NAME));
        }
    }

    private static void line(StringBuilder out, double x1, double y1, double x2, double y2, String color) {
        out.append("<path d=\"M")
                .append(number(x1))
                .append(' ')
                .append(number(y1))
                .append('L')
                .append(number(x2));
        out.append(' ').append(number(y2)).append("\" stroke=\"").append(color).append("\"/>");
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String attributes, String text) {
        out.append("<text x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\" text-anchor=\"");
        out.append(anchor)
                .append("\" ")
                .append(attributes)
                .append('>')
                .append(escaped(text))
                .append("</text>");
    }

    /** To a tenth of a pixel. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /**
     * From values to pixels.
     *
     * @param range of the values, or of their logarithms to base 10
     */
    private record Scale(Range range, double first, double last, boolean logarithmic) {
        double of(double value) {
            return at(logarithmic ? Math.log10(value) : value);
        }

        /** Of a value on the scale: a logarithm where it is logarithmic. */
        double at(double value) {
            double share = (value - range.low()) / (range.high() - range.low());
            return first + Math.min(1, Math.max(0, share)) * (last - first);
        }

        /** At 1, 2 or 5 times a power of ten; at powers of ten alone where a logarithmic scale spans many. */
        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            if (logarithmic) {
                double[] within = range.high() - range.low() > MOST_DECADES ? new double[] {1} : new double[] {1, 2, 5};
                for (double power = Math.floor(range.low()); power <= range.high(); power++) {
                    for (double factor : within) {
                        double tick = power + Math.log10(factor);
                        if (tick >= range.low() && tick <= range.high()) {
                            ticks.add(tick);
                        }
                    }
                }
                return ticks;
            }
            double step = step();
            for (long i = (long) Math.ceil(range.low() / step - 1e-9); i * step <= range.high() + 1e-9 * step; i++) {
                ticks.add(i * step);
            }
            return ticks;
        }

        private double step() {
            double rough = (range.high() - range.low()) / TICKS;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double share = rough / power;
            return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
        }

        String name(double tick) {
            return logarithmic
                    ? Figures.significant(Math.pow(10, tick))
                    : Figures.significant(Math.abs(tick) < 1e-12 ? 0 : tick);
        }
    }
}
