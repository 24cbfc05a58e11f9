package io.nephrite.local.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.zip.GZIPOutputStream;

/** Small NIfTI-1 files for the verbs: 14 x 12 x 10 voxels of 1 mm at the origin, where nothing else is said. */
final class TestNifti {
    private static final int HEADER = 352;
    private static final int INT16 = 4;
    private static final int FLOAT32 = 16;

    private int[] size = {14, 12, 10};
    private double[] spacing = {1, 1, 1};
    private double[] origin = {0, 0, 0};
    private int volumes = 1;
    private int nanAt = -1;
    private IntUnaryOperator voxel = i -> 100 + i % 37 + (i / 14 % 12 > 5 ? 200 : 0);

    TestNifti size(int x, int y, int z) {
        size = new int[] {x, y, z};
        return this;
    }

    TestNifti spacing(double x, double y, double z) {
        spacing = new double[] {x, y, z};
        return this;
    }

    TestNifti origin(double x, double y, double z) {
        origin = new double[] {x, y, z};
        return this;
    }

    TestNifti volumes(int count) {
        volumes = count;
        return this;
    }

    /** float32 voxels, one of them NaN. */
    TestNifti nanAt(int index) {
        nanAt = index;
        return this;
    }

    /** @param value by the voxel's place in the file */
    TestNifti voxels(IntUnaryOperator value) {
        voxel = value;
        return this;
    }

    /** Compressed where the name ends in {@code .gz}. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            if (file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
                GZIPOutputStream gzip = new GZIPOutputStream(out);
                gzip.write(bytes());
                gzip.finish();
            } else {
                out.write(bytes());
            }
        }
    }

    private byte[] bytes() {
        boolean real = nanAt >= 0;
        int count = size[0] * size[1] * size[2] * volumes;
        ByteBuffer b = ByteBuffer.allocate(HEADER + count * (real ? 4 : 2)).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, 348);
        int[] dim = {volumes == 1 ? 3 : 4, size[0], size[1], size[2], volumes, 1, 1, 1};
        for (int i = 0; i < dim.length; i++) {
            b.putShort(40 + 2 * i, (short) dim[i]);
            b.putFloat(76 + 4 * i, i >= 1 && i <= 3 ? (float) spacing[i - 1] : 1);
        }
        b.putShort(70, (short) (real ? FLOAT32 : INT16));
        b.putShort(72, (short) (real ? 32 : 16));
        b.putFloat(108, HEADER);
        b.putFloat(112, 1);
        b.put(123, (byte) 10);
        b.putShort(254, (short) 1);
        for (int row = 0; row < 3; row++) {
            b.putFloat(280 + 16 * row + 4 * row, (float) spacing[row]);
            b.putFloat(280 + 16 * row + 12, (float) origin[row]);
        }
        b.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < count; i++) {
            if (real) {
                b.putFloat(HEADER + 4 * i, i == nanAt ? Float.NaN : voxel.applyAsInt(i));
            } else {
                b.putShort(HEADER + 2 * i, (short) voxel.applyAsInt(i));
            }
        }
        return b.array();
    }
}
