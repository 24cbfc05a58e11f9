package io.nephrite.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceNumbersTest {
    @TempDir
    Path dir;

    @Test
    void readsCOrder() throws IOException {
        ReferenceArray array = array("<i2", false, "(2, 3)", shorts(1, 2, 3, 4, 5, -6));
        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(array.ints()).containsExactly(1, 2, 3, 4, 5, -6);
        assertThat(array.floats()).containsExactly(1, 2, 3, 4, 5, -6);
    }

    @Test
    void turnsFortranOrderIntoCOrder() throws IOException {
        assertThat(array("<i2", true, "(2, 3)", shorts(1, 4, 2, 5, 3, 6)).ints())
                .containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void readsHalfPrecision() throws IOException {
        double[] values = array("<f2", false, "(4,)", shorts(0x3c00, 0xc000, 0x0001, 0x7bff))
                .doubles();
        assertThat(values).containsExactly(1, -2, Math.pow(2, -24), 65504);
    }

    @Test
    void readsScalarsAndBooleans() throws IOException {
        assertThat(array("|b1", false, "()", new byte[] {1}).scalar()).isEqualTo(1);
    }

    @Test
    void readsArchivesThatNumpyWrote() {
        Map<String, ReferenceArray> arrays = ReferenceNumbers.npz(SmallReference.path("cascade/batch.npz"));
        assertThat(arrays).hasSize(10);
        assertThat(arrays.values()).allSatisfy(a -> assertThat(a.size()).isPositive());
        assertThat(arrays.get("padded_lower_corner").ints()).containsExactly(-3, 4, 9);
        assertThat(arrays.get("inside_data").shape()).containsExactly(3, 16, 8, 12);
    }

    private ReferenceArray array(String descr, boolean fortran, String shape, byte[] data) throws IOException {
        String dict = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }";
        String header = dict + " ".repeat(64 - (10 + dict.length() + 1) % 64) + "\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        out.write(header.length() & 0xff);
        out.write(header.length() >> 8);
        out.write(header.getBytes(StandardCharsets.UTF_8));
        out.write(data);
        Path file = Files.write(dir.resolve("a.npy"), out.toByteArray());
        return ReferenceNumbers.npy(file);
    }

    private static byte[] shorts(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int v : values) {
            buffer.putShort((short) v);
        }
        return buffer.array();
    }
}
