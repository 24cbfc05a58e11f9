package io.nephrite.imaging.raster;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.StoredLabels;
import io.nephrite.imaging.format.StoredType;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** From ImageIO's rasters to voxels as they stand in a file, little-endian. */
final class Samples {
    private Samples() {}

    /** @param factor stored value of one step, for pictures of fewer than 8 bits */
    static byte[] of(Raster raster, int band, StoredType type, int factor) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(Math.multiplyExact(width, height), type.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        int[] whole = new int[width];
        float[] single = new float[width];
        double[] real = new double[width];
        int left = raster.getMinX();
        for (int y = raster.getMinY(); y < raster.getMinY() + height; y++) {
            switch (type) {
                case UINT8, INT8 -> {
                    for (int v : raster.getSamples(left, y, width, 1, band, whole)) {
                        out.put((byte) (v * factor));
                    }
                }
                case UINT16, INT16 -> {
                    for (int v : raster.getSamples(left, y, width, 1, band, whole)) {
                        out.putShort((short) v);
                    }
                }
                case UINT32, INT32 -> {
                    for (int v : raster.getSamples(left, y, width, 1, band, whole)) {
                        out.putInt(v);
                    }
                }
                case FLOAT32 -> {
                    for (float v : raster.getSamples(left, y, width, 1, band, single)) {
                        out.putFloat(v);
                    }
                }
                case FLOAT64 -> {
                    for (double v : raster.getSamples(left, y, width, 1, band, real)) {
                        out.putDouble(v);
                    }
                }
                case INT64, UINT64 -> throw new IllegalArgumentException("pictures hold no " + type);
            }
        }
        return out.array();
    }

    /** One slice of labels as a grey picture. */
    static BufferedImage picture(StoredLabels labels, Shape3 shape) {
        BufferedImage picture = new BufferedImage(
                shape.x(), shape.y(), labels.isWide() ? BufferedImage.TYPE_USHORT_GRAY : BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setDataElements(0, 0, shape.x(), shape.y(), pixels(labels));
        return picture;
    }

    private static Object pixels(StoredLabels labels) {
        if (!labels.isWide()) {
            return labels.bytes();
        }
        short[] wide = new short[labels.bytes().length / Short.BYTES];
        ByteBuffer.wrap(labels.bytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(wide);
        return wide;
    }

    /** ImageIO's decoders throw whatever their arithmetic meets in a corrupt file. */
    static <T> T decoding(Decoding<T> decoding) throws IOException {
        try {
            return decoding.decode();
        } catch (ImageFileException e) {
            throw e;
        } catch (EOFException e) {
            throw ImageFileException.of(
                    FaultCode.FILE_TRUNCATED, "the end of the file in its pixels", "all pixels that its header says");
        } catch (IOException | RuntimeException e) {
            throw ImageFileException.of(
                    FaultCode.PICTURE_CORRUPT, "pixels that cannot be decoded", "pixels as the header says");
        }
    }

    /** Of pixels that lie in memory or in a file of our own, so that no store fails in it. */
    interface Decoding<T> {
        T decode() throws IOException;
    }
}
