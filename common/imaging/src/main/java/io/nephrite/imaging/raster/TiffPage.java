package io.nephrite.imaging.raster;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.format.VoxelLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A picture of a TIFF file.
 *
 * @param channels samples of a pixel
 * @param planar whether the channels lie one after another
 */
record TiffPage(int width, int height, int channels, StoredType type, boolean planar) {
    static final int DESCRIPTION = 270;
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int SAMPLES = 277;
    private static final int PLANAR = 284;
    private static final int PREDICTOR = 317;
    private static final int SAMPLE_FORMAT = 339;
    static final Set<Integer> TAGS =
            Set.of(WIDTH, HEIGHT, BITS, COMPRESSION, SAMPLES, PLANAR, PREDICTOR, SAMPLE_FORMAT);
    /** None, LZW, deflate under two numbers, PackBits. */
    private static final Set<Long> LOSSLESS = Set.of(1L, 5L, 8L, 32_946L, 32_773L);

    /** Differences of whole numbers, and of real ones. */
    private static final long LAST_PREDICTOR = 3;

    /** @throws ImageFileException where its pixels are not read */
    static TiffPage of(Map<Integer, long[]> fields) {
        long width = value(fields, WIDTH, 0);
        long height = value(fields, HEIGHT, 0);
        if (width < 1 || height < 1 || width * height > VoxelLayout.MOST_VOXELS || width > Integer.MAX_VALUE) {
            throw ImageFileException.of(
                    FaultCode.DIMENSIONS_IMPOSSIBLE,
                    width + " x " + height + " pixels",
                    "from 1 to " + VoxelLayout.MOST_VOXELS);
        }
        long compression = value(fields, COMPRESSION, 1);
        long predictor = value(fields, PREDICTOR, 1);
        if (!LOSSLESS.contains(compression) || predictor > LAST_PREDICTOR) {
            throw ImageFileException.of(
                    FaultCode.ENCODING_NOT_SUPPORTED,
                    "compression " + compression + ", predictor " + predictor,
                    "no compression, LZW, deflate or PackBits, with predictor 1, 2 or 3");
        }
        long channels = value(fields, SAMPLES, 1);
        if (channels != 1 && channels != 3 && channels != 4) {
            throw ImageFileException.of(
                    FaultCode.DATA_TYPE_NOT_SUPPORTED,
                    channels + " samples per pixel",
                    "1 (grey), 3 (RGB) or 4 (RGBA)");
        }
        return new TiffPage(
                (int) width, (int) height, (int) channels, type(fields), channels > 1 && value(fields, PLANAR, 1) == 2);
    }

    private static StoredType type(Map<Integer, long[]> fields) {
        long[] bits = fields.getOrDefault(BITS, new long[] {1});
        long format = value(fields, SAMPLE_FORMAT, 1);
        boolean same = Arrays.stream(bits).allMatch(b -> b == bits[0]);
        return Optional.ofNullable(
                        !same || bits.length == 0
                                ? null
                                : switch ((int) (format * 100 + bits[0])) {
                                    case 101, 108 -> StoredType.UINT8;
                                    case 116 -> StoredType.UINT16;
                                    case 132 -> StoredType.UINT32;
                                    case 208 -> StoredType.INT8;
                                    case 216 -> StoredType.INT16;
                                    case 232 -> StoredType.INT32;
                                    case 332 -> StoredType.FLOAT32;
                                    case 364 -> StoredType.FLOAT64;
                                    default -> null;
                                })
                .orElseThrow(() -> ImageFileException.of(
                        FaultCode.DATA_TYPE_NOT_SUPPORTED,
                        Arrays.toString(bits) + " bits per sample of format " + format,
                        "integers of 1, 8, 16 or 32 bits, or real numbers of 32 or 64"));
    }

    private static long value(Map<Integer, long[]> fields, int tag, long otherwise) {
        long[] values = fields.getOrDefault(tag, new long[0]);
        return values.length == 0 ? otherwise : values[0];
    }

    @Override
    public String toString() {
        return width + " x " + height + " " + type + (channels > 1 ? " of " + channels + " channels" : "");
    }
}
