package io.nephrite.imaging.format;

import io.nephrite.core.geometry.Shape3;

/**
 * How the voxels of a file are stored, wherever in the patient they lie: x fastest, then y, z and channel.
 *
 * @param shape of one volume, array frame; z is 1 for planar images
 * @param channels volumes in the file
 * @param slope intensity = slope × stored + {@code inter}
 */
public record VoxelLayout(Shape3 shape, int channels, StoredType type, boolean bigEndian, double slope, double inter) {
    /** Java arrays hold no more. */
    public static final long MOST_VOXELS = Integer.MAX_VALUE - 8;

    /** Without scaling. */
    public VoxelLayout(Shape3 shape, int channels, StoredType type, boolean bigEndian) {
        this(shape, channels, type, bigEndian, 1, 0);
    }

    public boolean isScaled() {
        return slope != 1 || inter != 0;
    }

    /** Voxels of all channels. */
    public long voxels() {
        return shape.voxels() * channels;
    }

    /** Bytes of all voxels in the uncompressed file. */
    public long dataBytes() {
        return voxels() * type.bytes();
    }
}
