package io.nephrite.imaging.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @Test
    void writesTheHeaderThatNumpyWrites() throws IOException {
        byte[] file = written(out -> Npy.write(out, new float[24], 1, 2, 3, 4));

        String expected =
                "\u0093NUMPY\u0001\u0000v\u0000" + "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3, 4), }";
        assertThat(new String(file, 0, 128, StandardCharsets.ISO_8859_1))
                .isEqualTo(expected + " ".repeat(127 - expected.length()) + "\n");
        assertThat(file).hasSize(128 + 96);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        float[] floats = new float[200_001];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = i * 0.37f - 1000;
        }
        NpyArray array = read(written(out -> Npy.write(out, floats, 3, 66_667)));

        assertThat(array.shape()).containsExactly(3, 66_667);
        assertThat(array.floats()).isEqualTo(floats);
        byte[] bytes = {-1, 0, 1, 127};
        assertThat(read(written(out -> Npy.write(out, bytes, 4))).bytes()).isEqualTo(bytes);
        short[] shorts = {-32768, 0, 1, 32767};
        assertThat(read(written(out -> Npy.write(out, shorts, 2, 2))).shorts()).isEqualTo(shorts);
    }

    @Test
    void showsMappedVolumesAsImages(@TempDir Path folder) throws IOException {
        float[] voxels = new float[2 * 3 * 4 * 5];
        byte[] bytes = new byte[3 * 4 * 5];
        short[] shorts = new short[3 * 4 * 5];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = i * 0.5f;
            bytes[i % bytes.length] = (byte) (i % bytes.length - 1);
            shorts[i % shorts.length] = (short) (i % shorts.length + 300);
        }
        Files.write(folder.resolve("image.npy"), written(out -> Npy.write(out, voxels, 2, 3, 4, 5)));
        Files.write(folder.resolve("int8.npy"), written(out -> Npy.write(out, bytes, 1, 3, 4, 5)));
        Files.write(folder.resolve("int16.npy"), written(out -> Npy.write(out, shorts, 1, 3, 4, 5)));

        RandomAccessibleInterval<FloatType> image =
                Npy.map(folder.resolve("image.npy")).image(1);
        RandomAccessibleInterval<ShortType> int8 =
                Npy.map(folder.resolve("int8.npy")).labels(0);
        RandomAccessibleInterval<ShortType> int16 =
                Npy.map(folder.resolve("int16.npy")).labels(0);

        assertThat(image.dimensionsAsLongArray()).containsExactly(5, 4, 3);
        for (int i = 0; i < bytes.length; i++) {
            int x = i % 5;
            int y = i / 5 % 4;
            int z = i / 20;
            assertThat(image.getAt(x, y, z).get()).isEqualTo(voxels[bytes.length + i]);
            assertThat(int8.getAt(x, y, z).get()).isEqualTo(bytes[i]);
            assertThat(int16.getAt(x, y, z).get()).isEqualTo(shorts[i]);
        }
    }

    @Test
    void mapsChannelByChannel(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("v.npy");
        try (OutputStream out = Files.newOutputStream(file)) {
            Npy.write(out, new float[] {0, 1, 2, 3, 4, 5}, 2, 1, 1, 3);
        }
        NpyMapping mapping = Npy.map(file);

        assertThat(mapping.shape()).containsExactly(2, 1, 1, 3);
        assertThat(mapping.floats(1).get(2)).isEqualTo(5);
        assertThatThrownBy(() -> mapping.bytes(0)).isInstanceOf(IllegalStateException.class);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 140));
        assertThatThrownBy(() -> Npy.map(file)).isInstanceOf(IOException.class).hasMessageContaining("140 bytes");
    }

    @Test
    void packsAndUnpacks() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = Npy.compressing(packed)) {
            Npy.write(out, new byte[100_000], 1, 100_000);
        }
        assertThat(packed.size()).isLessThan(1000);
        try (InputStream in = Npy.decompressing(new ByteArrayInputStream(packed.toByteArray()))) {
            assertThat(Npy.read(in).bytes()).hasSize(100_000);
        }
    }

    /** Found by fuzzing that is guided by coverage. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4000000000",
                "-5",
                "99999999999999999999",
                "2000000000, 2000000000, 2000000000",
                "1.5",
                "0x10",
            })
    void refusesAShapeThatIsNone(String shape) {
        assertThatThrownBy(() -> read(declaring(shape))).isInstanceOf(IOException.class);
    }

    @Test
    void takesNoMemoryForValuesThatAreNotThere() {
        assertThatThrownBy(() -> read(declaring("2000000000"))).isInstanceOf(EOFException.class);
    }

    private static byte[] declaring(String shape) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + ",), }\n";
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        file.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        return file.toByteArray();
    }

    @Test
    void refusesWhatIsCutOffOrForeign() throws IOException {
        byte[] file = written(out -> Npy.write(out, new float[24], 24));

        assertThatThrownBy(() -> read(Arrays.copyOf(file, file.length - 1))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(Arrays.copyOf(file, 20))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read("not numpy at all".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IOException.class);
        byte[] fortran = new String(file, StandardCharsets.ISO_8859_1)
                .replace("False", "True ")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(fortran)).hasMessageContaining("Fortran");
        byte[] doubles = new String(file, StandardCharsets.ISO_8859_1)
                .replace("<f4", "<f8")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(doubles)).hasMessageContaining("<f8");
    }

    private static NpyArray read(byte[] file) throws IOException {
        return Npy.read(new ByteArrayInputStream(file));
    }

    private static byte[] written(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writing.to(out);
        return out.toByteArray();
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }
}
