package io.nephrite.imaging.nifti;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.HeaderFindings;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.format.VoxelLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A valid header of a single-file NIfTI-1 or NIfTI-2 image, in either byte order. Immutable. Keeps the original bytes,
 * so that a result can be written with the same geometry to the last bit; its free-text fields are never read, as they
 * may identify a patient.
 *
 * <p>Reference: spacing and scaling as nibabel reads them (pixdim as float32 widened to double; slope 0 or NaN means no
 * scaling); the sform is preferred to the qform.
 */
public final class NiftiHeader implements ImageHeader {
    private static final int XYZT_MILLIMETRES_SECONDS = 10;

    private final byte[] bytes;
    private final int version;
    private final VoxelLayout layout;
    private final boolean planar;
    private final Spacing spacing;
    private final int qformCode;
    private final int sformCode;
    private final Optional<Affine> qform;
    private final Optional<Affine> sform;

    private NiftiHeader(HeaderFields fields) {
        bytes = new byte[fields.headerSize()];
        fields.bytes.get(0, bytes);
        version = fields.version;
        layout = HeaderRules.layout(fields);
        planar = fields.dim[0] == 2;
        spacing = HeaderRules.spacing(fields);
        qformCode = fields.qformCode;
        sformCode = fields.sformCode;
        qform = qformCode > 0 ? Optional.of(HeaderRules.qform(fields)) : Optional.empty();
        sform = sformCode > 0 ? Optional.of(HeaderRules.sform(fields)) : Optional.empty();
    }

    /**
     * Reads and checks a header.
     *
     * @param bytes the file's first bytes: a whole header, more is ignored
     * @throws ImageFileException with the first error
     */
    public static NiftiHeader parse(byte[] bytes) {
        HeaderFields fields = HeaderRules.fields(bytes);
        HeaderRules.judge(fields).requireReadable();
        return new NiftiHeader(fields);
    }

    /**
     * What a header says, with all that is odd about it.
     *
     * @param bytes as in {@link #parse}
     * @throws ImageFileException where this is no header of a single-file NIfTI
     */
    public static HeaderFindings findings(byte[] bytes) {
        return HeaderRules.judge(HeaderRules.fields(bytes));
    }

    /** A header for voxels made here: NIfTI-1, little-endian, orientation in the sform (code 2), no scaling. */
    public static NiftiHeader of(Shape3 shape, int channels, StoredType type, Affine affine) {
        ByteBuffer b = ByteBuffer.allocate(HeaderFields.SIZE_1).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, HeaderFields.SIZE_1);
        int[] dim = {channels == 1 ? 3 : 4, shape.x(), shape.y(), shape.z(), channels, 1, 1, 1};
        for (int i = 0; i < 8; i++) {
            if (dim[i] > Short.MAX_VALUE) {
                throw new IllegalArgumentException("NIfTI-1 holds at most 32767 voxels per axis: " + shape);
            }
            b.putShort(40 + 2 * i, (short) dim[i]);
        }
        b.putShort(70, (short) NiftiTypes.code(type));
        b.putShort(72, (short) (8 * type.bytes()));
        b.putFloat(76, 1);
        for (int axis = 0; axis < 3; axis++) {
            b.putFloat(80 + 4 * axis, (float) affine.step(axis));
        }
        b.putFloat(108, HeaderFields.SIZE_1 + HeaderFields.EXTENSION_FLAG);
        b.putFloat(112, 1);
        b.put(123, (byte) XYZT_MILLIMETRES_SECONDS);
        b.putShort(254, (short) 2);
        for (int i = 0; i < 12; i++) {
            b.putFloat(280 + 4 * i, (float) affine.get(i / 4, i % 4));
        }
        b.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
        return parse(b.array());
    }

    @Override
    public VoxelLayout layout() {
        return layout;
    }

    /** Array frame, mm, whatever the header's unit; for planar images z is 999 times the larger of the others. */
    @Override
    public Spacing spacing() {
        return spacing;
    }

    public StoredType type() {
        return layout.type();
    }

    public int qformCode() {
        return qformCode;
    }

    public int sformCode() {
        return sformCode;
    }

    public boolean bigEndian() {
        return layout.bigEndian();
    }

    /** 1 or 2. */
    public int version() {
        return version;
    }

    @Override
    public boolean planar() {
        return planar;
    }

    /** The sform, else the qform, else the spacing alone. */
    @Override
    public Affine affine() {
        return sform.or(() -> qform).orElseGet(() -> HeaderRules.unoriented(shape(), spacing));
    }

    /** Voxels of all channels. */
    public long voxels() {
        return layout.voxels();
    }

    /**
     * The bytes of a header with this one's geometry for other voxels: single-file, little-endian, no scaling, no
     * extensions, free text and the patient's position in time left blank.
     */
    byte[] geometryFor(StoredType newType, int newChannels) {
        ByteOrder order = bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        HeaderFields f = new HeaderFields(ByteBuffer.wrap(bytes).order(order), version);
        ByteBuffer b = ByteBuffer.allocate(bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        long[] dim = {newChannels > 1 ? 4 : planar ? 2 : 3, shape().x(), shape().y(), shape().z(), newChannels, 1, 1, 1
        };
        if (version == 1) {
            b.putInt(0, HeaderFields.SIZE_1);
            for (int i = 0; i < 8; i++) {
                b.putShort(40 + 2 * i, (short) dim[i]);
                b.putFloat(76 + 4 * i, (float) f.pixdim[i]);
            }
            b.putShort(70, (short) NiftiTypes.code(newType));
            b.putShort(72, (short) (8 * newType.bytes()));
            b.putFloat(108, HeaderFields.SIZE_1 + HeaderFields.EXTENSION_FLAG);
            b.putFloat(112, 1);
            b.put(123, (byte) f.units);
            b.putShort(252, (short) qformCode);
            b.putShort(254, (short) sformCode);
            for (int i = 0; i < 6; i++) {
                b.putFloat(256 + 4 * i, (float) f.quatern[i]);
            }
            for (int i = 0; i < 12; i++) {
                b.putFloat(280 + 4 * i, (float) f.srow[i / 4][i % 4]);
            }
            b.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
        } else {
            b.putInt(0, HeaderFields.SIZE_2);
            b.put(4, new byte[] {'n', '+', '2', 0, '\r', '\n', 0x1a, '\n'});
            b.putShort(12, (short) NiftiTypes.code(newType));
            b.putShort(14, (short) (8 * newType.bytes()));
            for (int i = 0; i < 8; i++) {
                b.putLong(16 + 8 * i, dim[i]);
                b.putDouble(104 + 8 * i, f.pixdim[i]);
            }
            b.putLong(168, HeaderFields.SIZE_2 + HeaderFields.EXTENSION_FLAG);
            b.putDouble(176, 1);
            b.putInt(344, qformCode);
            b.putInt(348, sformCode);
            for (int i = 0; i < 6; i++) {
                b.putDouble(352 + 8 * i, f.quatern[i]);
            }
            for (int i = 0; i < 12; i++) {
                b.putDouble(400 + 8 * i, f.srow[i / 4][i % 4]);
            }
            b.putInt(500, f.units);
        }
        return b.array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NiftiHeader o && Arrays.equals(bytes, o.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "NIfTI-" + version + " " + type() + " " + channels() + "x" + shape() + " "
                + Arrays.toString(spacing.toArray()) + " mm";
    }
}
