package io.nephrite.imaging.raster;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.StoredType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** What the header of a BMP file says. */
final class BmpHeader {
    private static final int FILE_HEADER = 14;
    private static final int SHORTEST = 40;
    private static final int PLAIN = 0;
    private static final int MASKED = 3;

    private BmpHeader() {}

    static PictureCodec.Picture read(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < FILE_HEADER + SHORTEST || file[0] != 'B' || file[1] != 'M') {
            throw ImageFileException.of(FaultCode.FORMAT_DIFFERS, "no BMP header", "the letters BM first");
        }
        int size = bytes.getInt(FILE_HEADER);
        int width = bytes.getInt(18);
        int height = Math.abs(bytes.getInt(22));
        int bits = bytes.getShort(28);
        int compression = bytes.getInt(30);
        if (size < SHORTEST || !List.of(1, 4, 8, 24, 32).contains(bits)) {
            throw ImageFileException.of(
                    FaultCode.DATA_TYPE_NOT_SUPPORTED, bits + " bits per pixel", "1, 4, 8, 24 or 32 bits");
        }
        if (compression != PLAIN && !(compression == MASKED && bits == 32)) {
            throw ImageFileException.of(
                    FaultCode.ENCODING_NOT_SUPPORTED, "compression " + compression, "pixels without compression");
        }
        long start = bytes.getInt(10) & 0xffffffffL;
        long rowBytes = ((long) Math.max(width, 0) * bits + 31) / 32 * 4;
        if (start + rowBytes * Math.max(height, 0) > file.length) {
            throw ImageFileException.of(
                    FaultCode.FILE_TRUNCATED,
                    "a file of " + file.length + " bytes",
                    (start + rowBytes * height) + " bytes as the header says");
        }
        boolean grey = bits <= 8 && isRamp(bytes, FILE_HEADER + size, bits);
        return new PictureCodec.Picture(width, height, grey ? 1 : 3, StoredType.UINT8, bits <= 8 && !grey, 1, 0);
    }

    /** Whether each colour is the grey of its own index, or the two are black and white, as Pillow asks. */
    private static boolean isRamp(ByteBuffer bytes, int at, int bits) {
        int used = bytes.getInt(46);
        int colours = used == 0 ? 1 << bits : used;
        if (colours < 0 || colours > 1 << bits || at + 4 * colours > bytes.capacity()) {
            throw ImageFileException.of(
                    FaultCode.FILE_TRUNCATED, "a palette of " + used + " colours", "at most " + (1 << bits));
        }
        for (int i = 0; i < colours; i++) {
            int grey = colours == 2 ? 255 * i : i;
            if ((bytes.getInt(at + 4 * i) & 0xffffff) != grey * 0x010101) {
                return false;
            }
        }
        return true;
    }
}
