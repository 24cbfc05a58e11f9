package io.nephrite.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.component.Components;
import io.nephrite.imaging.metric.CaseEvaluator;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.surface.DistanceTransform;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Our side of the evaluation benchmark, in a process of its own, so that its memory is its own. Prints a JSON line for
 * each piece of work, as the peer does.
 */
public final class EvaluateWork {
    private static final LabelMap LABELS = LabelMap.of("background", "kidney", "tumor");
    private static final int TIMES = 5;

    private EvaluateWork() {}

    /** {@code make IMAGE LABEL}, {@code pair LABEL PREDICTION THREADS}, or {@code kernels LABEL MASK}. */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "make" -> FullSizeCase.write(Path.of(args[1]), Path.of(args[2]));
            case "pair" -> pair(Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[3]));
            case "kernels" -> kernels(Path.of(args[1]), Path.of(args[2]));
            default -> throw new IllegalArgumentException("unknown work " + args[0]);
        }
    }

    private static void pair(Path reference, Path prediction, int threads) throws Exception {
        Cost cost = Cost.of(() -> new CaseEvaluator(LABELS, 1, threads)
                .evaluate("prediction", "reference", read(prediction), read(reference)));
        print("pair", cost);
    }

    /** One thread, after a warm-up; the distances are to the surface voxels of the whole kidney. */
    private static void kernels(Path file, Path mask) throws Exception {
        LabelVolume label = read(file);
        byte[] voxels = label.voxels().int8();
        int[] features = IntStream.range(0, voxels.length)
                .filter(i -> voxels[i] > 0 && (voxels[i - 1] == 0 || voxels[i + 1] == 0))
                .toArray();
        byte[] outside = new byte[voxels.length];
        Arrays.fill(outside, (byte) 1);
        for (int feature : features) {
            outside[feature] = 0;
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(mask))) {
            Npy.write(
                    out,
                    outside,
                    label.shape().z(),
                    label.shape().y(),
                    label.shape().x());
        }
        DistanceTransform transform = new DistanceTransform(label.shape(), label.spacing(), 1);
        for (int time = 0; time < TIMES; time++) {
            print("transform", Cost.of(() -> transform.squared(features)));
        }
        for (int time = 0; time < TIMES; time++) {
            print(
                    "components",
                    Cost.of(() -> Components.of(label.voxels(), label.shape(), List.of(1, 2))
                            .sizes()));
        }
    }

    private static LabelVolume read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return ImageFileReader.readLabel(in, file.toString());
        }
    }

    private static void print(String what, Cost cost) {
        ObjectNode line = Json.mapper().createObjectNode();
        line.put("what", what);
        line.put("wall_s", cost.wallSeconds());
        line.put("cpu_s", cost.cpuSeconds());
        line.put("peak_rss_mib", cost.peakRssMib());
        System.out.println(line);
    }
}
