package io.nephrite.learning.train;

import io.nephrite.learning.train.ProgressPlot.Curve;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One panel of a picture of curves. All panels have the same left and right edge, so that their epochs are in line; the
 * legend stands inside the frame, above the curves, in as many rows as it needs.
 *
 * @param plotHeight of the part with the curves, pixels
 * @param isShare whether the values are from 0 to 1
 */
record CurvePanel(String title, int plotHeight, boolean isShare, List<Curve> curves) {
    static final int WIDTH = 1100;

    private static final int LEFT = 90;
    private static final int RIGHT = 24;
    private static final int TOP = 12;
    private static final int BOTTOM = 46;
    private static final int LEGEND_ROW = 18;
    private static final int SWATCH = 30;
    private static final int GAP = 8;
    private static final int WIDEST_NAME = 170;
    private static final int TICKS_ACROSS = 12;
    private static final int TICKS_UP = 5;
    private static final double ROOM = 0.05;
    private static final double POINT = 7;
    private static final Color GRID = new Color(0xe2, 0xe4, 0xe6);
    private static final Color FRAME = new Color(0x9a, 0xa0, 0xa6);
    private static final Color TEXT = new Color(0x33, 0x38, 0x3d);
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 13);

    /** Of the whole panel, pixels. */
    int height(Graphics2D g) {
        return TOP + legendHeight(g) + plotHeight + BOTTOM;
    }

    void draw(Graphics2D g, int epochs) {
        int top = TOP + legendHeight(g);
        Axis across = new Axis(0, Math.max(1, epochs - 1), LEFT, WIDTH - RIGHT, 1, TICKS_ACROSS);
        Axis up = vertical(top);
        g.setFont(SMALL);
        g.setStroke(new BasicStroke(1));
        for (double tick = across.firstTick(); tick <= across.high(); tick += across.step()) {
            line(g, GRID, across.at(tick), top, across.at(tick), top + plotHeight);
            centred(g, number(tick), across.at(tick), top + plotHeight + 17);
        }
        for (double tick = up.firstTick(); tick <= up.high() + 1e-9 * up.step(); tick += up.step()) {
            line(g, GRID, LEFT, up.at(tick), WIDTH - RIGHT, up.at(tick));
            String text = number(tick);
            g.setColor(TEXT);
            g.drawString(text, LEFT - GAP - g.getFontMetrics().stringWidth(text), (float) up.at(tick) + 4);
        }
        g.setColor(FRAME);
        int height = top + plotHeight - TOP;
        g.fillRect(LEFT, TOP, 1, height);
        g.fillRect(WIDTH - RIGHT, TOP, 1, height);
        g.fillRect(LEFT, TOP, WIDTH - LEFT - RIGHT, 1);
        g.fillRect(LEFT, TOP + height, WIDTH - LEFT - RIGHT + 1, 1);
        titles(g, top);
        legend(g);
        curves.forEach(curve -> draw(g, curve, across, up));
    }

    private Axis vertical(int top) {
        if (isShare) {
            return new Axis(0, 1, top + plotHeight, top + GAP, 0, TICKS_UP);
        }
        double[] values = curves.stream()
                .flatMapToDouble(Curve::values)
                .filter(Double::isFinite)
                .toArray();
        double low = DoubleStream.of(values).min().orElse(0);
        double high = DoubleStream.of(values).max().orElse(1);
        double room = high > low ? ROOM * (high - low) : Math.max(1e-6, ROOM * Math.abs(high));
        return new Axis(low - room, high + room, top + plotHeight, top + GAP, 0, TICKS_UP);
    }

    private void titles(Graphics2D g, int top) {
        g.setFont(BOLD);
        centred(g, "epoch", (LEFT + WIDTH - RIGHT) / 2.0, top + plotHeight + 36);
        Graphics2D turned = (Graphics2D) g.create();
        turned.rotate(-Math.PI / 2);
        centred(turned, title, -(top + plotHeight / 2.0), 24);
        turned.dispose();
    }

    private void draw(Graphics2D g, Curve curve, Axis across, Axis up) {
        g.setColor(curve.color());
        g.setStroke(curve.stroke());
        Path2D.Double path = new Path2D.Double();
        double[] values = curve.values().toArray();
        for (int i = 0; i < values.length; i++) {
            boolean before = i > 0 && Double.isFinite(values[i - 1]);
            boolean after = i + 1 < values.length && Double.isFinite(values[i + 1]);
            if (!Double.isFinite(values[i])) {
                continue;
            }
            if (before) {
                path.lineTo(across.at(i), up.at(values[i]));
            } else {
                path.moveTo(across.at(i), up.at(values[i]));
            }
            if (!before && !after) { // a line of one point is not seen
                g.fill(new Ellipse2D.Double(across.at(i) - POINT / 2, up.at(values[i]) - POINT / 2, POINT, POINT));
            }
        }
        g.draw(path);
    }

    private boolean hasLegend() {
        return curves.size() > 1;
    }

    private int legendHeight(Graphics2D g) {
        return hasLegend() ? GAP + rows(g) * LEGEND_ROW : 0;
    }

    private int rows(Graphics2D g) {
        int columns = Math.max(1, (WIDTH - LEFT - RIGHT - GAP) / columnWidth(g));
        return (curves.size() + columns - 1) / columns;
    }

    private int columnWidth(Graphics2D g) {
        return SWATCH + 3 * GAP + nameWidth(g);
    }

    private int nameWidth(Graphics2D g) {
        return Math.min(
                WIDEST_NAME,
                curves.stream()
                        .mapToInt(c -> g.getFontMetrics(SMALL).stringWidth(c.name()))
                        .max()
                        .orElse(0));
    }

    /** Row by row, in the order of the curves. */
    private void legend(Graphics2D g) {
        if (!hasLegend()) {
            return;
        }
        g.setFont(SMALL);
        int columns = Math.max(1, (WIDTH - LEFT - RIGHT - GAP) / columnWidth(g));
        for (int i = 0; i < curves.size(); i++) {
            Curve curve = curves.get(i);
            int x = LEFT + 2 * GAP + i % columns * columnWidth(g);
            int y = TOP + GAP + i / columns * LEGEND_ROW + LEGEND_ROW / 2;
            g.setStroke(curve.stroke());
            line(g, curve.color(), x, y, x + SWATCH, y);
            g.setColor(TEXT);
            g.drawString(clipped(g, curve.name(), nameWidth(g)), x + SWATCH + GAP, y + 4);
        }
    }

    private static String clipped(Graphics2D g, String name, int width) {
        String text = name;
        while (text.length() > 2 && g.getFontMetrics().stringWidth(text) > width) {
            text = text.substring(0, text.length() - 2) + "…";
        }
        return text;
    }

    private static void line(Graphics2D g, Color color, double x1, double y1, double x2, double y2) {
        g.setColor(color);
        g.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    private static void centred(Graphics2D g, String text, double x, double y) {
        g.setColor(TEXT);
        g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
    }

    /** At most four significant digits. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4));
        return Math.abs(value) < 1e-12 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /**
     * From values to pixels.
     *
     * @param leastStep between two ticks
     */
    private record Axis(double low, double high, double first, double last, double leastStep, int ticks) {
        double at(double value) {
            return first + (value - low) / (high - low) * (last - first);
        }

        /** 1, 2 or 5 times a power of ten. */
        double step() {
            double rough = (high - low) / ticks;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double share = rough / power;
            double step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
            return Math.max(leastStep, step);
        }

        double firstTick() {
            return Math.ceil(low / step() - 1e-9) * step();
        }
    }
}
