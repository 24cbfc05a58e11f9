package io.nephrite.bench;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.RawInterpolation;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.LabelRule;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.plans.Resampling;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.NonzeroCropper;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.preprocess.RawResampler;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.resample.LabelResampler;
import io.nephrite.imaging.resample.PlaneSource;
import io.nephrite.imaging.resample.ResamplingPlan;
import io.nephrite.imaging.resample.SplineResampler;
import io.nephrite.imaging.resample.Transposition;
import io.nephrite.imaging.restore.PredictionRestorer;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Our side of the preprocessing benchmark, in a process of its own, so that its memory is its own. Prints a JSON line
 * {@code {"what", "wall_s", "cpu_s", "peak_rss_mib"}} for each piece of work, as the peer does.
 */
public final class PreprocessWork {
    /** The KiTS19 recipe. */
    static final RawResampling RECIPE =
            new RawResampling(List.of(3.22, 1.62, 1.62), RawInterpolation.BSPLINE, RawInterpolation.NEAREST, -1024);

    /** Into which the many cases are divided; each prints a line. */
    static final int PARTS = 20;

    private static final LabelMap LABELS = LabelMap.of("background", "kidney", "tumor");
    private static final Shape3 SMALL = new Shape3(64, 64, 32);

    private final Path image;
    private final Path label;
    private final PreprocessingParameters parameters;
    private final int threads;
    private final Path scratch;

    private PreprocessWork(Path image, Path label, PreprocessingParameters parameters, int threads, Path scratch) {
        this.image = image;
        this.label = label;
        this.parameters = parameters;
        this.threads = threads;
        this.scratch = scratch;
    }

    /** {@code make[-small] IMAGE LABEL} or {@code whole|itk|kernels|many IMAGE LABEL PARAMETERS THREADS TIMES SCRATCH}. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("make")) {
            FullSizeCase.write(Path.of(args[1]), Path.of(args[2]));
            return;
        }
        if (args[0].equals("make-small")) {
            FullSizeCase.write(Path.of(args[1]), Path.of(args[2]), SMALL);
            return;
        }
        PreprocessWork work = new PreprocessWork(
                Path.of(args[1]),
                Path.of(args[2]),
                Json.read(Files.readAllBytes(Path.of(args[3])), PreprocessingParameters.class),
                Integer.parseInt(args[4]),
                Path.of(args[6]));
        int times = Integer.parseInt(args[5]);
        if (args[0].equals("many")) {
            work.many(times);
            return;
        }
        for (int i = 0; i < times; i++) {
            switch (args[0]) {
                case "whole" -> print("whole case", Cost.of(work::wholeCase));
                case "itk" -> work.itk();
                case "kernels" -> work.kernels();
                default -> throw new IllegalArgumentException("no work " + args[0]);
            }
        }
    }

    private Shape3 wholeCase() throws IOException {
        PreprocessedCase made =
                new CasePreprocessor(parameters, threads).preprocess("case", readImage(), Optional.of(readLabel()));
        Shape3 shape = made.shape();
        try (OutputStream out = packed("image.npy.zst")) {
            Npy.write(out, made.image(), made.channels(), shape.z(), shape.y(), shape.x());
        }
        try (OutputStream out = packed("seg.npy.zst")) {
            Npy.write(out, made.segmentation(), 1, shape.z(), shape.y(), shape.x());
        }
        Files.write(scratch.resolve("properties.json"), Json.bytes(made.properties()));
        return shape;
    }

    private void many(int times) throws Exception {
        int cases = times / PARTS;
        for (int part = 0; part < PARTS; part++) {
            Cost cost = Cost.of(() -> {
                for (int i = 0; i < cases; i++) {
                    wholeCase();
                }
                return cases;
            });
            System.out.println(Json.mapper()
                    .createObjectNode()
                    .put("what", "many")
                    .put("cases", cases)
                    .put("cpu_s", cost.cpuSeconds())
                    .put("peak_rss_mib", cost.peakRssMib()));
        }
    }

    private void itk() throws Exception {
        ImageVolume volume = readImage();
        print("ITK B-spline", Cost.of(() -> new RawResampler(threads).resample(volume, RECIPE)));
    }

    private void kernels() throws Exception {
        ImageVolume volume = readImage();
        LabelVolume labels = readLabel();
        print("crop", Cost.of(() -> NonzeroCropper.crop(volume, threads)));

        AxisOrder order = parameters.transposeForward();
        Shape3 from = order.apply(volume.shape());
        Spacing current = order.apply(volume.spacing());
        Spacing target = CasePreprocessor.targetSpacing(parameters, current);
        Shape3 to = ResamplingPlan.newShape(from, current, target);
        ResamplingPlan plan = ResamplingPlan.of(from, to, current, target, Optional.empty());

        PlaneSource source = new TurnedChannel(volume, order);
        float[] resampled = new float[Math.toIntExact(to.voxels())];
        Cost spline = Cost.of(() -> {
            new SplineResampler(plan, 3, 0, threads).resample(source, resampled, 0);
            return to;
        });
        print("image order 3", spline);

        LabelArray turned = labels.voxels().allocate(labels.voxels().length());
        Transposition.planes(
                labels.voxels(), 0, labels.shape(), BoundingBox.whole(labels.shape()), order, 0, from.z(), turned, 0);
        print(
                "label order 1",
                Cost.of(() -> new LabelResampler(plan, LabelRule.HIGHEST_SCORE, threads).resample(turned)));

        export(volume, labels);
        printShareOfBandwidth(spline, from, to);
    }

    private void export(ImageVolume volume, LabelVolume labels) throws Exception {
        PreprocessedCase made =
                new CasePreprocessor(parameters, threads).preprocess("case", volume, Optional.of(labels));
        int n = made.segmentation().length();
        float[] logits = new float[LABELS.outputs() * n];
        for (int k = 0; k < LABELS.outputs(); k++) {
            for (int i = 0; i < n; i++) {
                logits[k * n + i] = Math.max(made.segmentation().get(i), 0) == k ? 4 : -4;
            }
        }
        print(
                "export",
                Cost.of(() -> new PredictionRestorer(parameters, Resampling.PROBABILITIES, threads)
                        .restore(logits, LABELS, made.shape(), made.properties())));
    }

    /** Bytes that the passes must move (source in, volume between the passes out and in, result out) by a copy's speed. */
    private static void printShareOfBandwidth(Cost spline, Shape3 from, Shape3 to) throws Exception {
        double between = (double) from.z() * to.y() * to.x();
        double bytes = Float.BYTES * (from.voxels() + 2 * between + to.voxels());
        float[] a = new float[1 << 25];
        float[] b = new float[1 << 25];
        System.arraycopy(a, 0, b, 0, a.length);
        Cost copy = Cost.of(() -> {
            for (int i = 0; i < 4; i++) {
                System.arraycopy(a, 0, b, 0, a.length);
            }
            return b;
        });
        double copied = 4 * 2.0 * Float.BYTES * a.length;
        double least = bytes / (copied / copy.wallSeconds());
        System.out.println(Json.mapper()
                .createObjectNode()
                .put("what", "image order 3 by memory bandwidth")
                .put("factor", spline.wallSeconds() / least));
    }

    private ImageVolume readImage() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(image))) {
            return ImageFileReader.readImage(in, image.toString()).volume();
        }
    }

    private LabelVolume readLabel() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(label))) {
            return ImageFileReader.readLabel(in, label.toString());
        }
    }

    private OutputStream packed(String name) throws IOException {
        return Npy.compressing(new BufferedOutputStream(Files.newOutputStream(scratch.resolve(name))));
    }

    private static void print(String what, Cost cost) {
        System.out.println(Json.mapper()
                .createObjectNode()
                .put("what", what)
                .put("wall_s", cost.wallSeconds())
                .put("cpu_s", cost.cpuSeconds())
                .put("peak_rss_mib", cost.peakRssMib()));
    }

    /** A whole channel in the plan frame. */
    private record TurnedChannel(ImageVolume volume, AxisOrder order) implements PlaneSource {
        @Override
        public Shape3 shape() {
            return order.apply(volume.shape());
        }

        @Override
        public void read(int first, int count, float[] target) {
            Transposition.planes(
                    volume.voxels(), 0, volume.shape(), BoundingBox.whole(volume.shape()), order, first, count, target);
        }
    }
}
