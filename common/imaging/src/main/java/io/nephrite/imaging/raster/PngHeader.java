package io.nephrite.imaging.raster;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.StoredType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** The chunks of a PNG file: what the first says, and whether all are whole, which ImageIO does not look at. */
final class PngHeader {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int FIRST = 8;
    private static final int FRAME = 12;
    /** Deflate makes at most 1032 bytes of one. */
    private static final long HIGHEST_RATIO = 1040;

    private PngHeader() {}

    static PictureCodec.Picture read(byte[] file) {
        if (file.length < FIRST || !Arrays.equals(SIGNATURE, Arrays.copyOf(file, FIRST))) {
            throw ImageFileException.of(FaultCode.FORMAT_DIFFERS, "no PNG signature", "the bytes 89 50 4e 47 first");
        }
        long packed = requireWhole(file);
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int width = bytes.getInt(16);
        int height = bytes.getInt(20);
        int bits = bytes.get(24);
        int kind = bytes.get(25);
        PictureCodec.Picture picture = switch (kind) {
            case 0 ->
                new PictureCodec.Picture(
                        width,
                        height,
                        1,
                        bits == 16 ? StoredType.UINT16 : StoredType.UINT8,
                        false,
                        bits == 2 ? 85 : bits == 4 ? 17 : 1,
                        0);
            case 2 -> new PictureCodec.Picture(width, height, 3, StoredType.UINT8, false, 1, bits == 16 ? 8 : 0);
            case 3 -> new PictureCodec.Picture(width, height, 3, StoredType.UINT8, true, 1, 0);
            case 6 -> new PictureCodec.Picture(width, height, 4, StoredType.UINT8, false, 1, bits == 16 ? 8 : 0);
            default ->
                throw ImageFileException.of(
                        FaultCode.DATA_TYPE_NOT_SUPPORTED,
                        kind == 4 ? "grey with alpha" : "colour type " + kind,
                        "grey, RGB, RGBA or a palette");
        };
        long rowBytes = ((long) width * bits * (kind == 2 ? 3 : kind == 6 ? 4 : 1) + 7) / 8 + 1;
        if (rowBytes * height > packed * HIGHEST_RATIO) {
            throw ImageFileException.of(
                    FaultCode.FILE_TRUNCATED,
                    packed + " bytes of compressed pixels",
                    width + " x " + height + " pixels as the header says");
        }
        return picture;
    }

    /** @return bytes of compressed pixels */
    private static long requireWhole(byte[] file) {
        long packed = 0;
        int at = FIRST;
        ByteBuffer bytes = ByteBuffer.wrap(file);
        boolean first = true;
        while (at + FRAME <= file.length) {
            int length = bytes.getInt(at);
            int type = bytes.getInt(at + 4);
            if (length < 0 || length > file.length - at - FRAME) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(file, at + 4, length + 4);
            if ((int) crc.getValue() != bytes.getInt(at + 8 + length)
                    || (first && (type != tag("IHDR") || length != 13))) {
                throw ImageFileException.of(
                        FaultCode.PICTURE_CORRUPT, "a chunk at byte " + at + " with a wrong checksum", "whole chunks");
            }
            first = false;
            packed += type == tag("IDAT") ? length : 0;
            if (type == tag("IEND")) {
                return packed;
            }
            at += FRAME + length;
        }
        throw ImageFileException.of(
                FaultCode.FILE_TRUNCATED, "the end of the file at byte " + file.length, "its last chunk");
    }

    private static int tag(String name) {
        return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).getInt();
    }
}
