package io.nephrite.learning.train;

import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.imaging.picture.LabelColors;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;

/**
 * Curves of a training as a picture: panels one above the other, whose epochs are in line: loss, pseudo Dice with its
 * moving average, Dice per image, seconds, learning rate. A class has one colour in all of them, the one that its label
 * has in pictures; classes of the same colour differ in their dashes.
 */
public final class ProgressPlot {
    private static final int LOW_PANEL = 170;
    private static final int HIGH_PANEL = 330;

    private static final float[][] DASHES = {null, {7, 4}, {2, 3}, {9, 3, 2, 3}, {14, 4}, {1, 5}};
    private static final Color AVERAGE = new Color(0x20, 0x20, 0x20);
    private static final Color FIRST = new Color(0x00, 0x72, 0xb2);
    private static final Color SECOND = new Color(0xd5, 0x5e, 0x00);
    private static final float THIN = 1.3f;
    private static final float MEDIUM = 1.7f;
    private static final float THICK = 2.8f;
    /**
     * Curves of more epochs than this are drawn as means over this many parts of the training, so that they stay
     * legible.
     */
    private static final int PARTS = 250;

    private ProgressPlot() {}

    /**
     * Draws the curves.
     *
     * @param classNames of the foreground classes, in the reports' order
     * @param history at least one epoch
     * @return a PNG
     * @throws RuntimeException or Error where the machine has no fonts: a missing picture is no reason to fail
     */
    public static byte[] png(List<String> classNames, List<EpochReport> history) {
        List<CurvePanel> panels = List.of(
                new CurvePanel("loss", LOW_PANEL, false, loss(history)),
                new CurvePanel("pseudo Dice" + smoothing(history), HIGH_PANEL, true, dice(classNames, history)),
                new CurvePanel(
                        "Dice per image" + smoothing(history),
                        HIGH_PANEL,
                        true,
                        classes(classNames, history, EpochReport::perImageDice)),
                new CurvePanel("seconds per epoch", LOW_PANEL, false, seconds(history)),
                new CurvePanel(
                        "learning rate",
                        LOW_PANEL,
                        false,
                        List.of(curve("", FIRST, MEDIUM, history, EpochReport::learningRate))));
        BufferedImage measured = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D fonts = measured.createGraphics();
        int height = panels.stream().mapToInt(panel -> panel.height(fonts)).sum();
        fonts.dispose();
        BufferedImage image = new BufferedImage(CurvePanel.WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        for (CurvePanel panel : panels) {
            panel.draw(graphics, history.size());
            graphics.translate(0, panel.height(graphics));
        }
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static List<Curve> loss(List<EpochReport> history) {
        return List.of(
                curve("training", FIRST, MEDIUM, history, EpochReport::trainLoss),
                curve("validation", SECOND, MEDIUM, history, EpochReport::validationLoss));
    }

    private static List<Curve> dice(List<String> names, List<EpochReport> history) {
        List<Curve> curves = classes(names, history, EpochReport::pseudoDice);
        curves.add(curve("mean, moving average", AVERAGE, THICK, history, EpochReport::emaPseudoDice));
        return curves;
    }

    private static List<Curve> seconds(List<EpochReport> history) {
        return List.of(
                curve("epoch", FIRST, MEDIUM, history, EpochReport::seconds),
                curve("waiting for batches", SECOND, MEDIUM, history, r -> r.seconds() * r.dataWaitShare()));
    }

    private interface DiceOfClasses {
        List<OptionalDouble> of(EpochReport report);
    }

    private static List<Curve> classes(List<String> names, List<EpochReport> history, DiceOfClasses dice) {
        List<Curve> curves = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            int index = k;
            int label = k + 1;
            float[] dash = DASHES[LabelColors.round(label) % DASHES.length];
            curves.add(new Curve(
                    names.get(k),
                    new Color(LabelColors.lineArgbOf(label)),
                    new BasicStroke(THIN, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0),
                    smoothed(values(history, r -> dice.of(r).get(index).orElse(Double.NaN)))));
        }
        return curves;
    }

    private static Curve curve(
            String name, Color color, float width, List<EpochReport> history, ToDoubleFunction<EpochReport> value) {
        return new Curve(
                name,
                color,
                new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND),
                values(history, value));
    }

    private static double[] values(List<EpochReport> history, ToDoubleFunction<EpochReport> value) {
        return history.stream().mapToDouble(value).toArray();
    }

    private static String smoothing(List<EpochReport> history) {
        int radius = history.size() / PARTS;
        return radius == 0 ? "" : ", mean of " + (2 * radius + 1) + " epochs";
    }

    /** Means of the epochs around each; those without a value are left out. */
    private static double[] smoothed(double[] values) {
        int radius = values.length / PARTS;
        if (radius == 0) {
            return values;
        }
        double[] means = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            int defined = 0;
            for (int j = Math.max(0, i - radius); j <= Math.min(values.length - 1, i + radius); j++) {
                if (!Double.isNaN(values[j])) {
                    sum += values[j];
                    defined++;
                }
            }
            means[i] = defined == 0 || Double.isNaN(values[i]) ? Double.NaN : sum / defined;
        }
        return means;
    }

    /** A curve over the epochs. */
    static final class Curve {
        private final String name;
        private final Color color;
        private final BasicStroke stroke;
        private final double[] values;

        /**
         * @param name in the legend
         * @param values NaN where an epoch has no value
         */
        Curve(String name, Color color, BasicStroke stroke, double[] values) {
            this.name = name;
            this.color = color;
            this.stroke = stroke;
            this.values = values;
        }

        String name() {
            return name;
        }

        Color color() {
            return color;
        }

        BasicStroke stroke() {
            return stroke;
        }

        DoubleStream values() {
            return DoubleStream.of(values);
        }
    }
}
