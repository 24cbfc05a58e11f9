package io.nephrite.imaging.fuzz;

import io.nephrite.imaging.npy.Npy;
import io.nephrite.testkit.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** NumPy's .npy, read whole. */
public final class NpyTarget implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new NpyTarget().withinLimits(input);
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        ByteArrayOutputStream floats = new ByteArrayOutputStream();
        Npy.write(floats, new float[6], 1, 2, 3);
        ByteArrayOutputStream halves = new ByteArrayOutputStream();
        Npy.writeHalf(halves, new float[6], 6);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Npy.write(bytes, new byte[6], 1, 1, 2, 3);
        return List.of(
                floats.toByteArray(),
                halves.toByteArray(),
                bytes.toByteArray(),
                declaring("<f4", "2000000000"),
                declaring("|i1", "2000000000"),
                declaring("<f4", "4000000000"));
    }

    /** Two gigabytes of values that are not there. */
    private static byte[] declaring(String type, String count) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + count + ",), }";
        String padded = header + " ".repeat(117 - header.length()) + "\n";
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) padded.length(), 0});
        file.writeBytes(padded.getBytes(StandardCharsets.US_ASCII));
        return file.toByteArray();
    }

    @Override
    public void read(byte[] input) {
        try {
            Npy.read(new ByteArrayInputStream(input));
        } catch (IOException refused) {
            FuzzTarget.requireReason(refused.getMessage());
        }
    }
}
