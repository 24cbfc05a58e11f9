package io.nephrite.learning.train;

import io.nephrite.core.pipeline.EpochReport;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves of a training as a picture: loss, pseudo Dice with its moving average, epoch seconds, learning rate. */
public final class ProgressPlot {
    private static final int WIDTH = 1000;
    private static final int PANEL_HEIGHT = 320;

    private ProgressPlot() {}

    /**
     * @param classNames of the foreground classes, in the reports' order
     * @param history at least one epoch
     * @return a PNG
     * @throws RuntimeException or Error where the machine has no fonts: a missing picture is no reason to fail
     */
    public static byte[] png(List<String> classNames, List<EpochReport> history) {
        List<XYChart> panels = List.of(loss(history), dice(classNames, history), seconds(history), rate(history));
        BufferedImage image = new BufferedImage(WIDTH, PANEL_HEIGHT * panels.size(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (XYChart panel : panels) {
            panel.paint(graphics, WIDTH, PANEL_HEIGHT);
            graphics.translate(0, PANEL_HEIGHT);
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

    private static XYChart loss(List<EpochReport> history) {
        XYChart chart = panel("loss");
        add(chart, "training", history, EpochReport::trainLoss);
        add(chart, "validation", history, EpochReport::validationLoss);
        return chart;
    }

    private static XYChart dice(List<String> names, List<EpochReport> history) {
        XYChart chart = panel("pseudo Dice");
        add(chart, "mean", history, r -> r.meanPseudoDice().orElse(Double.NaN));
        add(chart, "mean (mov. avg.)", history, EpochReport::emaPseudoDice);
        for (int k = 0; k < names.size(); k++) {
            int index = k;
            add(chart, names.get(k), history, r -> at(r.pseudoDice(), index));
            add(chart, names.get(k) + ", per image", history, r -> at(r.perImageDice(), index));
        }
        return chart;
    }

    private static XYChart seconds(List<EpochReport> history) {
        XYChart chart = panel("epoch seconds");
        add(chart, "epoch", history, EpochReport::seconds);
        add(chart, "waiting for batches", history, r -> r.seconds() * r.dataWaitShare());
        return chart;
    }

    private static XYChart rate(List<EpochReport> history) {
        XYChart chart = panel("learning rate");
        add(chart, "learning rate", history, EpochReport::learningRate);
        return chart;
    }

    private static double at(List<OptionalDouble> values, int index) {
        return values.get(index).orElse(Double.NaN);
    }

    private static XYChart panel(String title) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(PANEL_HEIGHT)
                .xAxisTitle("epoch")
                .yAxisTitle(title)
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setChartTitleVisible(false);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        return chart;
    }

    private static void add(
            XYChart chart, String name, List<EpochReport> history, ToDoubleFunction<EpochReport> value) {
        double[] x = IntStream.range(0, history.size()).asDoubleStream().toArray();
        double[] y = history.stream().mapToDouble(value).toArray();
        // XChart wants different names, and a class may be called "mean": the number is the name, the name the label
        String number = Integer.toString(chart.getSeriesCollection().size());
        chart.addSeries(number, x, y)
                .setMarker(history.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
                .setLabel(name);
    }
}
