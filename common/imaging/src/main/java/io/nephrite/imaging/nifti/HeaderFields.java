package io.nephrite.imaging.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The fields of a NIfTI-1 or NIfTI-2 header as they stand in the file, before any judgement. */
final class HeaderFields {
    static final int SIZE_1 = 348;
    static final int SIZE_2 = 540;
    /** Header and the four bytes that say whether extensions follow. */
    static final int EXTENSION_FLAG = 4;

    final ByteBuffer bytes;
    final int version;
    final long[] dim = new long[8];
    final double[] pixdim = new double[8];
    final int datatype;
    final int bitpix;
    final double voxOffset;
    final double slope;
    final double inter;
    final int qformCode;
    final int sformCode;
    final double[] quatern = new double[6];
    final double[][] srow = new double[3][4];
    final int units;

    /** @param bytes at least the whole header, in its own byte order */
    HeaderFields(ByteBuffer bytes, int version) {
        this.bytes = bytes;
        this.version = version;
        if (version == 1) {
            for (int i = 0; i < 8; i++) {
                dim[i] = bytes.getShort(40 + 2 * i);
                pixdim[i] = bytes.getFloat(76 + 4 * i);
            }
            datatype = bytes.getShort(70) & 0xffff;
            bitpix = bytes.getShort(72);
            voxOffset = bytes.getFloat(108);
            slope = bytes.getFloat(112);
            inter = bytes.getFloat(116);
            units = bytes.get(123);
            qformCode = bytes.getShort(252);
            sformCode = bytes.getShort(254);
            for (int i = 0; i < 6; i++) {
                quatern[i] = bytes.getFloat(256 + 4 * i);
            }
            for (int i = 0; i < 12; i++) {
                srow[i / 4][i % 4] = bytes.getFloat(280 + 4 * i);
            }
        } else {
            datatype = bytes.getShort(12) & 0xffff;
            bitpix = bytes.getShort(14);
            for (int i = 0; i < 8; i++) {
                dim[i] = bytes.getLong(16 + 8 * i);
                pixdim[i] = bytes.getDouble(104 + 8 * i);
            }
            voxOffset = bytes.getLong(168);
            slope = bytes.getDouble(176);
            inter = bytes.getDouble(184);
            qformCode = bytes.getInt(344);
            sformCode = bytes.getInt(348);
            for (int i = 0; i < 6; i++) {
                quatern[i] = bytes.getDouble(352 + 8 * i);
            }
            for (int i = 0; i < 12; i++) {
                srow[i / 4][i % 4] = bytes.getDouble(400 + 8 * i);
            }
            units = bytes.getInt(500);
        }
    }

    /** Millimetres in one unit of length of the header, as ITK has it: what is not known is taken for millimetres. */
    double millimetres() {
        return switch (units & 7) {
            case 1 -> 1000;
            case 3 -> 1e-3;
            default -> 1;
        };
    }

    /**
     * Size of a voxel in mm; the magnitude, as the direction lies in the orientation.
     *
     * @param axis from 1
     */
    double mm(int axis) {
        return Math.abs(pixdim[axis]) * millimetres();
    }

    int headerSize() {
        return version == 1 ? SIZE_1 : SIZE_2;
    }

    boolean bigEndian() {
        return bytes.order() == ByteOrder.BIG_ENDIAN;
    }

    /** The four (or, for NIfTI-2, eight) bytes that name the format. */
    byte[] magic() {
        byte[] magic = new byte[version == 1 ? 4 : 8];
        bytes.get(version == 1 ? 344 : 4, magic);
        return magic;
    }
}
