package io.nephrite.local.command;

import com.github.luben.zstd.ZstdInputStream;
import io.nephrite.testkit.PrivateText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Images whose headers name a patient, and the search for that name in everything below a folder. */
final class PrivateFiles {
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    private PrivateFiles() {}

    /** @param dataset folder with NIfTI files, which are changed */
    static void nameAPatientIn(Path dataset) throws IOException {
        for (Path file : files(dataset)) {
            if (file.toString().endsWith(".nii.gz")) {
                Files.write(file, PrivateText.inNifti(Files.readAllBytes(file)));
            }
        }
    }

    /** Files in which the name stands, as they are or unpacked. */
    static List<Path> withTheName(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : files(folder)) {
            byte[] bytes = Files.readAllBytes(file);
            if (PrivateText.isIn(bytes) || PrivateText.isIn(unpacked(bytes))) {
                found.add(file);
            }
        }
        return found;
    }

    private static byte[] unpacked(byte[] bytes) throws IOException {
        if (begins(bytes, GZIP)) {
            return new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        }
        if (begins(bytes, ZSTD)) {
            return new ZstdInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        }
        return bytes;
    }

    private static boolean begins(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
