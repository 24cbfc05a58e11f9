package io.nephrite.imaging.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

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
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiBytes;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.OwnWords;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Mutated files and descriptions: no exception but the fault types, no hang, no allocation beyond the limit. Seeded.
 */
class FuzzTest {
    private static final long MOST_BYTES = 64L << 20;
    /** Of the processor's time: how busy the machine is must not matter. */
    private static final Duration PER_INPUT = Duration.ofSeconds(5);
    /** For 500 inputs that take a fraction of a second: what takes longer hangs. */
    private static final Duration HANGS = Duration.ofMinutes(10);

    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        2,
        7,
        8,
        Short.MAX_VALUE,
        Short.MIN_VALUE,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x7f800000L,
        0x7fc00000L,
        0xff800000L,
        0x7ff0000000000000L,
        0x7ff8000000000000L
    };
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final CaseChecker checker = new CaseChecker(List.of("CT"), LabelMap.of("background", "kidney"));

    /** How many mutated inputs each test tries. */
    int inputs() {
        return 20_000;
    }

    @Test
    void neverFailsOnMutatedImages() {
        List<byte[]> seeds = new ArrayList<>();
        for (int version = 1; version <= 2; version++) {
            for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                for (StoredType type :
                        List.of(StoredType.UINT8, StoredType.INT16, StoredType.FLOAT32, StoredType.FLOAT64)) {
                    NiftiBytes file = new NiftiBytes(version, order, type, 5, 4, 3);
                    seeds.add(file.plain());
                    seeds.add(file.extension(32).gzip());
                }
            }
        }
        run(seeds, 1, (input, random) -> {
            checkCase(input);
            try {
                ImageFileReader.readImage(new ByteArrayInputStream(input), "fuzz");
            } catch (ImageFileException e) {
                OwnWords.require(e.fault().sentence());
            }
            try {
                ImageFileReader.readLabel(new ByteArrayInputStream(input), "fuzz");
            } catch (ImageFileException e) {
                OwnWords.require(e.fault().sentence());
            }
        });
    }

    @Test
    void neverFailsOnMutatedFilesOfOtherFormats() throws IOException {
        NiftiHeader grid = NiftiHeader.of(new Shape3(3, 4, 5), 1, StoredType.UINT8, Affine.of(new double[][] {
            {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}
        }));
        NiftiHeader picture = NiftiHeader.of(new Shape3(1, 4, 5), 1, StoredType.UINT8, grid.affine());
        long seed = 4;
        for (String ending : List.of(".nrrd", ".mha", ".tif", ".png", ".bmp")) {
            NiftiHeader header = ending.equals(".png") || ending.equals(".bmp") ? picture : grid;
            byte[] voxels = new byte[(int) header.shape().voxels()];
            new Random(seed).nextBytes(voxels);
            for (int i = 0; i < voxels.length; i++) {
                voxels[i] &= 1;
            }
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            LabelFileWriter.write(file, new LabelVolume(voxels, header.shape(), header.spacing()), header, ending);
            run(List.of(file.toByteArray()), seed++, inputs() / 10, (input, random) -> {
                checkCase("i" + ending, input);
                try {
                    ImageFileReader.readLabel(new ByteArrayInputStream(input), "fuzz" + ending);
                } catch (ImageFileException e) {
                    OwnWords.require(e.fault().sentence());
                }
            });
        }
    }

    @Test
    void neverFailsOnMutatedContentBehindAValidGzipFrame() {
        List<byte[]> seeds = List.of(
                NiftiBytes.int16(5, 4, 3).plain(),
                NiftiBytes.of(StoredType.FLOAT32, 5, 4, 3).forms(1, 1).plain(),
                new NiftiBytes(2, ByteOrder.LITTLE_ENDIAN, StoredType.INT32, 5, 4, 3).plain());
        run(seeds, 2, (input, random) -> checkCase(NiftiBytes.gzip(input)));
    }

    @Test
    void neverFailsOnMutatedDescriptions() {
        List<byte[]> seeds = List.of(
                text("{'channel_names': {'0': 'CT'}, 'labels': {'background': 0, 'kidney': 1, 'both': [1, 2]},"
                        + " 'regions_class_order': [1, 2], 'numTraining': 2, 'file_ending': '.nii.gz', 'group': {'a': 'b'},"
                        + " 'dataset': {'a': {'images': ['imagesTr/a_0000.nii.gz'], 'label': 'labelsTr/a.nii.gz'}}}"),
                text(
                        "{'modality': {'0': 'CT', '1': 'PET'}, 'labels': {'0': 'background', '1': 'Kidney'}, 'numTraining': 2,"
                                + " 'training': [{'image': './imagesTr/a.nii.gz', 'label': './labelsTr/a.nii.gz'},"
                                + " {'image': './imagesTr/b.nii.gz', 'label': './labelsTr/b.nii.gz'}],"
                                + " 'test': ['./imagesTs/t.nii.gz', {'image': './imagesTs/u.nii.gz'}]}"),
                text("[{'case_id': 'case_00000'}]"));
        String[] paths = {
            "imagesTr/a_0000.nii.gz", "labelsTr/a.nii.gz", "data/case_00000/imaging.nii.gz", "x.nii", "._a"
        };
        run(seeds, 3, (input, random) -> {
            for (Description d : List.of(DescriptionReader.dataset(input), DescriptionReader.kits19(input))) {
                d.faults().forEach(f -> OwnWords.require(f.sentence()));
                if (d.isCheckable()) {
                    CaseBook book = new CaseBook(d);
                    for (String path : paths) {
                        book.put(path, new StoredFile("d/" + path, 10, "e"));
                    }
                    book.faults().forEach(f -> OwnWords.require(f.sentence()));
                    book.awaited(5);
                    book.entries().forEach(CaseEntry::files);
                    Arrays.stream(paths).forEach(book::remove);
                }
            }
        });
    }

    private void checkCase(byte[] input) {
        checkCase("i.nii.gz", input);
    }

    private void checkCase(String name, byte[] input) {
        StoredFile image = new StoredFile("d/" + name, input.length, "e");
        CaseFiles files = new CaseFiles("c", "id", List.of(image), Optional.of(image));
        CaseCheck check = checker.check("d", files, f -> new ByteArrayInputStream(input));
        check.faults().forEach(f -> OwnWords.require(f.sentence()));
    }

    private void run(List<byte[]> seeds, long seed, Target target) {
        run(seeds, seed, inputs(), target);
    }

    private void run(List<byte[]> seeds, long seed, int inputs, Target target) {
        Random random = new Random(seed);
        int block = 500;
        for (int done = 0; done < inputs; done += block) {
            int first = done;
            assertTimeoutPreemptively(HANGS, () -> {
                long thread = Thread.currentThread().getId();
                for (int i = 0; i < Math.min(block, inputs - first); i++) {
                    byte[] input = mutated(seeds.get(random.nextInt(seeds.size())), random);
                    long before = THREADS.getThreadAllocatedBytes(thread);
                    long begin = THREADS.getCurrentThreadCpuTime();
                    try {
                        target.accept(input, random);
                    } catch (RuntimeException e) {
                        throw new AssertionError("input " + (first + i) + ": " + e, e);
                    }
                    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - begin))
                            .as("time for input " + (first + i))
                            .isLessThan(PER_INPUT);
                    assertThat(THREADS.getThreadAllocatedBytes(thread) - before)
                            .as("bytes allocated for input " + (first + i))
                            .isLessThan(MOST_BYTES);
                }
            });
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            switch (random.nextInt(5)) {
                case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                case 2 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
                case 3 -> {
                    int width = 2 << random.nextInt(3);
                    int at = random.nextInt(bytes.length) / 2 * 2;
                    if (at + width <= bytes.length) {
                        long value = EXTREMES[random.nextInt(EXTREMES.length)];
                        ByteBuffer b = ByteBuffer.wrap(bytes)
                                .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
                        switch (width) {
                            case 2 -> b.putShort(at, (short) value);
                            case 4 -> b.putInt(at, (int) value);
                            default -> b.putLong(at, value);
                        }
                    }
                }
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = random.nextInt(bytes.length - from);
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                    System.arraycopy(bytes, from, longer, bytes.length, length);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    private static byte[] text(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private interface Target {
        void accept(byte[] input, Random random);
    }
}
