package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.dataset.layout.CaseEntry;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.check.CaseCheck;
import io.nephrite.imaging.check.CaseChecker;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.phantom.AbdomenPhantom;
import io.nephrite.imaging.phantom.PhantomCase;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * Checks of cases: one of full size against plain decompression of the same files, ten thousand small ones, and, where
 * arguments name a Decathlon folder, all of that beside nnU-Net's integrity check.
 */
public final class IngestBench implements Benchmark {
    private static final int ROUNDS = 5;
    private static final int PEER_ROUNDS = 3;
    private static final int SMALL_CASES = 10_000;
    private static final int WINDOW = 100;
    private static final double NOISE_HU = 12;
    private static final Shape3 FULL = new Shape3(512, 512, 234);
    private static final String DATASET = FolderCheck.DATASET;
    private static final String PEER_ID = "4";
    /** Of the ingest service on a small machine. */
    private static final String SERVICE_HEAP = "-Xmx768m";

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String summary() {
        return "check of a full-size case and of 10,000 small ones; with a Decathlon folder beside nnU-Net's check";
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        List<Comparison> table = new ArrayList<>();
        fullSize(run, table);
        smallCases(run, table);
        if (!run.arguments().isEmpty()) {
            folder(run, Path.of(run.arguments().get(0)), table);
        }
        return table;
    }

    private static void fullSize(BenchmarkRun run, List<Comparison> table) throws Exception {
        run.progress().accept("writing a phantom of " + FULL);
        Path folder = run.scratch().resolve("full");
        Path image = Files.createDirectories(folder.resolve("imagesTr")).resolve("c_0000.nii.gz");
        Path label = Files.createDirectories(folder.resolve("labelsTr")).resolve("c.nii.gz");
        writeFullSize(image, label);
        Files.writeString(folder.resolve(DescriptionReader.DATASET_JSON), description(2, 1));
        CaseChecker checker = new CaseChecker(List.of("CT"), LabelMap.of("background", "kidney", "tumor"));
        CaseFiles files = new CaseFiles("c", "id", List.of(stored(folder, image)), Optional.of(stored(folder, label)));
        double[] checks = new double[ROUNDS];
        double[] plain = new double[ROUNDS];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int round = 0; round < ROUNDS; round++) {
            run.progress().accept("full-size case, round " + (round + 1) + " of " + ROUNDS);
            plain[round] = Cost.of(() -> inflate(image) + inflate(label)).cpuSeconds();
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            checks[round] = Cost.of(() -> checker.check(DATASET, files, f -> FolderCheck.open(folder, f)))
                    .cpuSeconds();
            allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        }
        double bytes = FULL.voxels() * (StoredType.INT16.bytes() + StoredType.UINT8.bytes());
        table.add(new Comparison(
                "check of a case 234x512x512, CPU; beside plain decompression",
                "s",
                median(checks),
                OptionalDouble.of(median(plain)),
                OptionalDouble.of(1.3)));
        table.add(Comparison.of("check of a case 234x512x512", "GB/s", bytes / median(checks) / 1e9));
        table.add(Comparison.of("allocated for that, all in all", "MiB", allocated / 1048576.0)
                .withGoal(64));
        run.progress().accept("full-size case in a process of its own");
        table.add(Comparison.of(
                "peak RSS of a process of its own that checks it",
                "MiB",
                FolderCheck.inOwnProcess(folder, 1, SERVICE_HEAP).peakRssMib()));
        table.add(Comparison.of(
                "peak RSS of the same with a heap of 32 MiB",
                "MiB",
                FolderCheck.inOwnProcess(folder, 1, "-Xmx32m").peakRssMib()));
    }

    private static String description(int foreground, int cases) {
        return "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0, \"kidney\": 1"
                + (foreground > 1 ? ", \"tumor\": 2" : "") + "}, \"numTraining\": " + cases
                + ", \"file_ending\": \".nii.gz\"}";
    }

    private static void smallCases(BenchmarkRun run, List<Comparison> table) throws IOException {
        run.progress().accept(SMALL_CASES + " small cases");
        NiftiHeader grid = NiftiHeader.of(new Shape3(16, 16, 16), 1, StoredType.INT16, Affine.of(new double[][] {
            {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}
        }));
        byte[] image = image(grid);
        byte[] label = label(grid);
        Description description =
                DescriptionReader.dataset(description(1, SMALL_CASES).getBytes(StandardCharsets.UTF_8));
        CaseChecker checker = CaseChecker.of(description);
        double early = Double.MAX_VALUE;
        double late = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            CaseBook book = new CaseBook(description);
            List<Double> windows = new ArrayList<>();
            for (int first = 0; first < SMALL_CASES; first += WINDOW) {
                long start = System.nanoTime();
                for (int i = first; i < first + WINDOW; i++) {
                    oneSmallCase(book, checker, i, image, label);
                }
                windows.add((System.nanoTime() - start) / 1e6 / WINDOW);
            }
            // the first round warms up; the best of a few windows each, as machines are shared
            if (round > 0) {
                early = Math.min(early, best(windows.subList(0, 5)));
                late = Math.min(late, best(windows.subList(windows.size() - 5, windows.size())));
            }
        }
        table.add(new Comparison(
                "small case: case 10,000 beside case 100",
                "ms",
                late,
                OptionalDouble.of(early),
                OptionalDouble.of(1.2)));
    }

    private static void oneSmallCase(CaseBook book, CaseChecker checker, int i, byte[] image, byte[] label) {
        String id = "case_%05d".formatted(i);
        String imagePath = "imagesTr/" + id + "_0000.nii.gz";
        book.put(imagePath, new StoredFile(DATASET + "/" + imagePath, image.length, "e"));
        String labelPath = "labelsTr/" + id + ".nii.gz";
        CaseEntry entry = book.put(labelPath, new StoredFile(DATASET + "/" + labelPath, label.length, "e"))
                .orElseThrow();
        CaseCheck check = checker.check(
                DATASET,
                entry.files().orElseThrow(),
                f -> new ByteArrayInputStream(f.key().contains("imagesTr") ? image : label));
        if (!check.faults().isEmpty() || book.isComplete() != (i == SMALL_CASES - 1)) {
            throw new IllegalStateException("sound cases were found faulty: " + check.faults());
        }
    }

    private static void folder(BenchmarkRun run, Path folder, List<Comparison> table) throws Exception {
        Optional<Peer> peer = run.peer();
        Path work = run.scratch().resolve("peer");
        if (peer.isPresent()) {
            peer.get().run("convert", folder.toString(), work.toString(), PEER_ID, "Bench");
        }
        Rounds ours = new Rounds();
        Rounds theirs = new Rounds();
        for (int round = 0; round < PEER_ROUNDS; round++) {
            run.progress().accept(folder.getFileName() + ", round " + (round + 1) + " of " + PEER_ROUNDS);
            ours.add(FolderCheck.inOwnProcess(folder, run.threads(), SERVICE_HEAP));
            if (peer.isPresent()) {
                JsonNode line = peer.get()
                        .run("verify", work.toString(), PEER_ID, "-np", Integer.toString(run.threads()))
                        .get(0);
                theirs.add(new Cost(
                        line.get("wall_s").doubleValue(),
                        line.get("cpu_s").doubleValue(),
                        line.get("peak_rss_mib").doubleValue()));
            }
        }
        String what = "check of " + folder.getFileName() + ", own process (peer: with fingerprint)";
        boolean both = peer.isPresent();
        table.add(line(what + ", wall", "s", ours.wall(), theirs.wall(), both));
        table.add(line(what + ", CPU", "s", ours.cpu(), theirs.cpu(), both));
        table.add(line("peak RSS of that", "MiB", ours.peakRss(), theirs.peakRss(), both));
    }

    /** The same work again and again. */
    private static final class Rounds {
        private final List<Cost> costs = new ArrayList<>();

        void add(Cost cost) {
            costs.add(cost);
        }

        double wall() {
            return median(costs.stream().mapToDouble(Cost::wallSeconds).toArray());
        }

        double cpu() {
            return median(costs.stream().mapToDouble(Cost::cpuSeconds).toArray());
        }

        double peakRss() {
            return costs.stream().mapToDouble(Cost::peakRssMib).max().orElse(0);
        }
    }

    private static Comparison line(String work, String unit, double ours, double peer, boolean both) {
        return both ? Comparison.of(work, unit, ours, peer) : Comparison.of(work, unit, ours);
    }

    private static void writeFullSize(Path image, Path label) throws IOException {
        PhantomCase small = new AbdomenPhantom(1, 0).render("c", 4, 4);
        Shape3 from = small.image().shape();
        NiftiHeader grid = NiftiHeader.of(FULL, 1, StoredType.INT16, small.affine());
        float[] voxels = new float[Math.toIntExact(FULL.voxels())];
        byte[] labels = new byte[voxels.length];
        Random noise = new Random(1);
        int at = 0;
        for (int z = 0; z < FULL.z(); z++) {
            for (int y = 0; y < FULL.y(); y++) {
                for (int x = 0; x < FULL.x(); x++, at++) {
                    int source = ((z * from.z() / FULL.z()) * from.y() + y * from.y() / FULL.y()) * from.x()
                            + x * from.x() / FULL.x();
                    voxels[at] = Math.round(small.image().voxels()[source] + NOISE_HU * noise.nextGaussian());
                    labels[at] = (byte) small.label().voxels().get(source);
                }
            }
        }
        try (OutputStream out = Files.newOutputStream(image)) {
            NiftiWriter.writeImage(out, new ImageVolume(voxels, 1, FULL, grid.spacing()), grid);
        }
        try (OutputStream out = Files.newOutputStream(label)) {
            NiftiWriter.writeLabel(out, new LabelVolume(labels, FULL, grid.spacing()), grid);
        }
    }

    private static byte[] image(NiftiHeader grid) throws IOException {
        float[] voxels = new float[Math.toIntExact(grid.voxels())];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = i * 7 % 1500 - 1000;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NiftiWriter.writeImage(out, new ImageVolume(voxels, 1, grid.shape(), grid.spacing()), grid);
        return out.toByteArray();
    }

    private static byte[] label(NiftiHeader grid) throws IOException {
        byte[] voxels = new byte[Math.toIntExact(grid.voxels())];
        Arrays.fill(voxels, 100, 200, (byte) 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NiftiWriter.writeLabel(out, new LabelVolume(voxels, grid.shape(), grid.spacing()), grid);
        return out.toByteArray();
    }

    private static long inflate(Path file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
            }
        }
        return bytes;
    }

    private static StoredFile stored(Path folder, Path file) throws IOException {
        return new StoredFile(DATASET + "/" + folder.relativize(file), Files.size(file), "e");
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private static double best(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
}
