package io.nephrite.imaging.nifti;

import io.nephrite.imaging.format.StoredType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.zip.GZIPOutputStream;

/** NIfTI files byte by byte, sound ones and broken ones: voxel i holds i, spacing 1, 2, 3, sform set. */
public final class NiftiBytes {
    private final int version;
    private final ByteBuffer header;
    private final StoredType type;
    private byte[] data;
    private byte[] extension = new byte[0];

    public NiftiBytes(int version, ByteOrder order, StoredType type, int... dims) {
        this.version = version;
        this.type = type;
        header = ByteBuffer.allocate(version == 1 ? 348 : 540).order(order);
        header.putInt(0, header.capacity());
        header.put(version == 1 ? 344 : 4, magicBytes());
        dim(0, dims.length);
        for (int i = 1; i < 8; i++) {
            dim(i, i <= dims.length ? dims[i - 1] : 1);
        }
        datatype(NiftiTypes.code(type));
        bitpix(8 * type.bytes());
        number(version == 1 ? 76 : 104, 1);
        pixdim(1, 2, 3);
        number(version == 1 ? 112 : 176, 1);
        forms(0, 2);
        sform(new double[][] {{1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 3, 0}});
        voxels(i -> i);
        offset();
    }

    public static NiftiBytes int16(int... dims) {
        return new NiftiBytes(1, ByteOrder.LITTLE_ENDIAN, StoredType.INT16, dims);
    }

    public static NiftiBytes of(StoredType type, int... dims) {
        return new NiftiBytes(1, ByteOrder.LITTLE_ENDIAN, type, dims);
    }

    public NiftiBytes dim(int index, int value) {
        if (version == 1) {
            header.putShort(40 + 2 * index, (short) value);
        } else {
            header.putLong(16 + 8 * index, value);
        }
        return this;
    }

    public NiftiBytes datatype(int code) {
        header.putShort(version == 1 ? 70 : 12, (short) code);
        return this;
    }

    public NiftiBytes bitpix(int bits) {
        header.putShort(version == 1 ? 72 : 14, (short) bits);
        return this;
    }

    public NiftiBytes magic(String text) {
        header.put(version == 1 ? 344 : 4, Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), 4));
        return this;
    }

    public NiftiBytes pixdim(double... mm) {
        for (int i = 0; i < mm.length; i++) {
            number((version == 1 ? 76 : 104) + (version == 1 ? 4 : 8) * (i + 1), mm[i]);
        }
        return this;
    }

    public NiftiBytes scaling(double slope, double inter) {
        number(version == 1 ? 112 : 176, slope);
        number(version == 1 ? 116 : 184, inter);
        return this;
    }

    /**
     * Sets the unit of length.
     *
     * @param code of the unit of length, in the lower three bits
     */
    public NiftiBytes units(int code) {
        if (version == 1) {
            header.put(123, (byte) code);
        } else {
            header.putInt(500, code);
        }
        return this;
    }

    public NiftiBytes voxOffset(double value) {
        if (version == 1) {
            header.putFloat(108, (float) value);
        } else {
            header.putLong(168, (long) value);
        }
        return this;
    }

    public NiftiBytes forms(int qform, int sform) {
        if (version == 1) {
            header.putShort(252, (short) qform);
            header.putShort(254, (short) sform);
        } else {
            header.putInt(344, qform);
            header.putInt(348, sform);
        }
        return this;
    }

    public NiftiBytes quaternion(double b, double c, double d) {
        double[] values = {b, c, d};
        for (int i = 0; i < 3; i++) {
            number(version == 1 ? 256 + 4 * i : 352 + 8 * i, values[i]);
        }
        return this;
    }

    public NiftiBytes qoffset(double x, double y, double z) {
        double[] values = {x, y, z};
        for (int i = 0; i < 3; i++) {
            number(version == 1 ? 268 + 4 * i : 376 + 8 * i, values[i]);
        }
        return this;
    }

    public NiftiBytes sform(double[][] rows) {
        for (int i = 0; i < 12; i++) {
            number(version == 1 ? 280 + 4 * i : 400 + 8 * i, rows[i / 4][i % 4]);
        }
        return this;
    }

    public NiftiBytes extension(int bytes) {
        extension = new byte[bytes];
        return offset();
    }

    /** The number of voxels stays; the function gets the voxel's index in the file. */
    public NiftiBytes voxels(IntToDoubleFunction value) {
        long count = 1;
        int dims = version == 1 ? header.getShort(40) : (int) header.getLong(16);
        for (int i = 1; i <= dims; i++) {
            count *= version == 1 ? header.getShort(40 + 2 * i) : header.getLong(16 + 8 * i);
        }
        ByteBuffer out = ByteBuffer.allocate((int) count * type.bytes()).order(header.order());
        for (int i = 0; i < count; i++) {
            double v = value.applyAsDouble(i);
            switch (type) {
                case UINT8, INT8 -> out.put((byte) (int) v);
                case INT16, UINT16 -> out.putShort((short) (int) v);
                case INT32, UINT32 -> out.putInt((int) (long) v);
                case INT64, UINT64 -> out.putLong((long) v);
                case FLOAT32 -> out.putFloat((float) v);
                case FLOAT64 -> out.putDouble(v);
            }
        }
        data = out.array();
        return this;
    }

    public byte[] plain() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header.array());
        out.writeBytes(new byte[] {(byte) (extension.length > 0 ? 1 : 0), 0, 0, 0});
        out.writeBytes(extension);
        out.writeBytes(data);
        return out.toByteArray();
    }

    public byte[] gzip() {
        return gzip(plain());
    }

    public static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private NiftiBytes offset() {
        return voxOffset(header.capacity() + 4 + extension.length);
    }

    private byte[] magicBytes() {
        return version == 1 ? new byte[] {'n', '+', '1', 0} : new byte[] {'n', '+', '2', 0, '\r', '\n', 0x1a, '\n'};
    }

    private void number(int at, double value) {
        if (version == 1) {
            header.putFloat(at, (float) value);
        } else {
            header.putDouble(at, value);
        }
    }
}
