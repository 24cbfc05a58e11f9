package io.nephrite.imaging.format;

import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Labels as they stand in a file: uint8, or uint16 where one is 255 or above, as nnU-Net writes them.
 *
 * @param bytes of the voxels in C order, little-endian; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to one writer
public record StoredLabels(StoredType type, byte[] bytes) {
    private static final int FIRST_OF_TWO_BYTES = 255;

    /**
     * Converts a label map to the numbers that its file will have.
     *
     * @throws IllegalArgumentException where the label does not lie on the image's grid, or is below 0
     */
    public static StoredLabels of(LabelVolume label, ImageHeader original) {
        if (!label.shape().equals(original.shape())) {
            throw new IllegalArgumentException(
                    "volume of shape " + label.shape() + " does not lie on the grid of shape " + original.shape());
        }
        LabelArray voxels = label.voxels();
        if (voxels.min() < 0) {
            throw new IllegalArgumentException("label " + voxels.min() + " cannot be written; labels are 0 and above");
        }
        if (voxels.isInt8()) {
            return new StoredLabels(StoredType.UINT8, voxels.int8());
        }
        if (voxels.max() >= FIRST_OF_TWO_BYTES) {
            ByteBuffer wide = ByteBuffer.allocate(Math.multiplyExact(Short.BYTES, voxels.length()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            wide.asShortBuffer().put(voxels.int16());
            return new StoredLabels(StoredType.UINT16, wide.array());
        }
        byte[] narrow = new byte[voxels.length()];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (byte) voxels.get(i);
        }
        return new StoredLabels(StoredType.UINT8, narrow);
    }

    public boolean isWide() {
        return type == StoredType.UINT16;
    }
}
