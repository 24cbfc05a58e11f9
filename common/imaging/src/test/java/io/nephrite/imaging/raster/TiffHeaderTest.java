package io.nephrite.imaging.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageSource;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.format.VoxelLayout;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.imageio.stream.FileImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All headers of a dataset are looked at before its first case is worked on, so they must cost little. */
class TiffHeaderTest {
    private static final Shape3 SHAPE = new Shape3(12, 200, 180);

    @Test
    void readsTheDirectoriesAndNotThePixels() throws IOException {
        byte[] file = stack();
        Counting source = new Counting(file);

        ImageHeader header = ImageFileReader.readHeader(source);

        assertThat(header.shape()).isEqualTo(SHAPE);
        assertThat(source.read)
                .as("of %d bytes, in blocks of 4 KiB for each of 12 directories", file.length)
                .isLessThan(file.length / 4L);
        assertThat(source.opened).as("parts in ascending order").isLessThanOrEqualTo(2);
        assertThat(header)
                .isEqualTo(ImageFileReader.readImage(new Counting(file)).header());
    }

    @Test
    void namesAFileThatEndsAmongItsDirectories() throws IOException {
        byte[] file = stack();
        for (int length : new int[] {0, 3, 9, file.length / 2}) {
            Counting source = new Counting(Arrays.copyOf(file, length));
            assertThatThrownBy(() -> ImageFileReader.readHeader(source))
                    .as("%d bytes", length)
                    .isInstanceOfSatisfying(
                            ImageFileException.class,
                            e -> assertThat(e.fault().code())
                                    .isEqualTo(length == 0 ? FaultCode.FILE_EMPTY : FaultCode.FILE_TRUNCATED));
        }
    }

    /** Found by long fuzzing: a seek so far fails in the operating system and not at the end of the file. */
    @Test
    void takesADirectoryBeyondAllFilesForTheEndOfThisOne(@TempDir Path folder) throws IOException {
        for (long offset : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 7, 1L << 60, 1L << 43, 1L << 41, -1}) {
            ByteBuffer file = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            file.putShort((short) 0x4949)
                    .putShort((short) 43)
                    .putShort((short) 8)
                    .putShort((short) 0)
                    .putLong(offset);
            Path path = Files.write(folder.resolve("i.tif"), file.array());
            try (FileImageInputStream in = new FileImageInputStream(path.toFile())) {
                assertThatThrownBy(() -> TiffPages.read(in))
                        .as("offset %d", offset)
                        .isInstanceOf(EOFException.class);
            }
        }
    }

    private static byte[] stack() throws IOException {
        byte[] labels = new byte[Math.toIntExact(SHAPE.voxels())];
        new Random(3).nextBytes(labels);
        for (int i = 0; i < labels.length; i++) {
            labels[i] &= 0x7f;
        }
        Spacing spacing = new Spacing(3, 1, 1);
        ImageHeader header = new RasterHeader(new VoxelLayout(SHAPE, 1, StoredType.UINT8, false), spacing, false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TiffCodec().writeLabel(out, new LabelVolume(LabelArray.of(labels), SHAPE, spacing), header, ".tif");
        return out.toByteArray();
    }

    /** Counts what is read of a file; skipping costs nothing, as in a local one. */
    private static final class Counting implements ImageSource {
        private final byte[] file;
        private long read;
        private int opened;

        Counting(byte[] file) {
            this.file = file;
        }

        @Override
        public String name() {
            return "stack.tif";
        }

        @Override
        public InputStream open() {
            opened++;
            return new ByteArrayInputStream(file) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                    int n = super.read(target, offset, length);
                    read += Math.max(0, n);
                    return n;
                }
            };
        }

        @Override
        public Optional<InputStream> beside(String name) {
            return Optional.empty();
        }
    }
}
