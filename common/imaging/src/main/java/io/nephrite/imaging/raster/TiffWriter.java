package io.nephrite.imaging.raster;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.format.StoredLabels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes labels as tifffile does for nnU-Net: a picture plain, a stack deflated, with its shape in the description, by
 * which tifffile tells a stack of one from a picture. Little-endian, one strip a page; the same input gives the same
 * bytes.
 *
 * <p>Not by ImageIO: its writers put in what depends on the machine, and no description.
 */
final class TiffWriter {
    private static final int HEADER = 8;
    private static final int ENTRY = 12;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int ASCII = 2;
    private static final int DEFLATE = 8;

    private TiffWriter() {}

    /** @param shape (z, y, x); z is 1 for a picture */
    static void write(OutputStream out, StoredLabels labels, Shape3 shape, boolean stack) throws IOException {
        byte[] description = (stack
                        ? "{\"shape\": [" + shape.z() + ", " + shape.y() + ", " + shape.x() + "]}\0"
                        : "{\"shape\": [" + shape.y() + ", " + shape.x() + "]}\0")
                .getBytes(StandardCharsets.US_ASCII);
        out.write(little(HEADER)
                .put((byte) 'I')
                .put((byte) 'I')
                .putShort((short) 42)
                .putInt(HEADER)
                .array());
        long at = HEADER;
        int sampleBytes = labels.type().bytes();
        int size = Math.multiplyExact(Math.multiplyExact(shape.y(), shape.x()), sampleBytes);
        for (int z = 0; z < shape.z(); z++) {
            byte[] strip = Arrays.copyOfRange(labels.bytes(), z * size, (z + 1) * size);
            byte[] pixels = stack ? deflated(strip) : strip;
            byte[] text = z == 0 ? description : new byte[0];
            int fields = z == 0 ? 11 : 10;
            int directory = Short.BYTES + fields * ENTRY + Integer.BYTES;
            long textAt = at + directory;
            long pixelsAt = textAt + text.length;
            long next = pixelsAt + pixels.length;
            next += next & 1;
            if (next > 0xffffffffL) {
                throw new IllegalArgumentException("a TIFF file holds at most 4 GiB: " + shape);
            }
            byte[] entries = new byte[directory];
            ByteBuffer page = ByteBuffer.wrap(entries).order(ByteOrder.LITTLE_ENDIAN);
            page.putShort((short) fields);
            field(page, 256, LONG, 1, shape.x());
            field(page, 257, LONG, 1, shape.y());
            field(page, 258, SHORT, 1, (long) Byte.SIZE * sampleBytes);
            field(page, 259, SHORT, 1, stack ? DEFLATE : 1);
            field(page, 262, SHORT, 1, 1);
            if (z == 0) {
                field(page, TiffPage.DESCRIPTION, ASCII, text.length, textAt);
            }
            field(page, 273, LONG, 1, pixelsAt);
            field(page, 277, SHORT, 1, 1);
            field(page, 278, LONG, 1, shape.y());
            field(page, 279, LONG, 1, pixels.length);
            field(page, 339, SHORT, 1, 1);
            page.putInt(z + 1 < shape.z() ? (int) next : 0);
            out.write(entries);
            out.write(text);
            out.write(pixels);
            out.write(new byte[(int) (next - pixelsAt - pixels.length)]);
            at = next;
        }
        out.flush();
    }

    private static void field(ByteBuffer page, int tag, int type, int count, long value) {
        page.putShort((short) tag).putShort((short) type).putInt(count).putInt((int) value);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] deflated(byte[] strip) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(strip);
        }
        return out.toByteArray();
    }
}
