package io.nephrite.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A patient's name in every place of an image's header that takes free text: nothing that is made of it may have it. */
public final class PrivateText {
    /** As DICOM writes a name; no longer than the shortest of the fields. */
    public static final String NAME = "Meier^Anna";

    /** Where NIfTI-1 has free text: data_type, db_name, descrip, aux_file, intent_name. */
    private static final Map<Integer, Integer> NIFTI_FIELDS = Map.of(4, 10, 14, 18, 148, 80, 228, 24, 328, 16);

    private static final int NIFTI_HEADER = 348;
    private static final int DATA_OFFSET = 108;
    private static final int EXTENSION = 64;
    private static final int COMMENT = 6;

    private PrivateText() {}

    /**
     * Puts the name into the free texts of a header.
     *
     * @param file NIfTI-1 in one file, of this machine's usual byte order (little) and without extensions, gzipped
     */
    public static byte[] inNifti(byte[] file) throws IOException {
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes();
        ByteBuffer header = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
        byte[] name = NAME.getBytes(StandardCharsets.US_ASCII);
        NIFTI_FIELDS.forEach((offset, length) -> header.put(offset, name, 0, Math.min(length, name.length)));
        header.putFloat(DATA_OFFSET, header.getFloat(DATA_OFFSET) + EXTENSION);
        header.put(NIFTI_HEADER, (byte) 1);
        ByteBuffer extension = ByteBuffer.allocate(EXTENSION).order(ByteOrder.LITTLE_ENDIAN);
        extension.putInt(EXTENSION).putInt(COMMENT).put(name);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain, 0, NIFTI_HEADER + 4);
            gzip.write(extension.array());
            gzip.write(plain, NIFTI_HEADER + 4, plain.length - NIFTI_HEADER - 4);
        }
        return out.toByteArray();
    }

    /** Whether the name stands in these bytes, as ASCII or in UTF-16. */
    public static boolean isIn(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.contains(NAME)
                || text.contains(new String(NAME.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1));
    }
}
