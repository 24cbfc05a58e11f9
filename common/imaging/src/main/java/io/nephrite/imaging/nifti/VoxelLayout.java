package io.nephrite.imaging.nifti;

import io.nephrite.core.geometry.Shape3;

/**
 * How the voxels of a file are stored, wherever in the patient they lie.
 *
 * @param shape of one volume, array frame; z is 1 for planar images
 * @param channels volumes in the file: the product of the dimensions beyond the third
 * @param slope intensity = slope × stored + {@code inter}
 * @param offset of the first voxel in the uncompressed file
 */
public record VoxelLayout(
        Shape3 shape, int channels, NiftiType type, boolean bigEndian, double slope, double inter, long offset) {
    /** @param f of a header whose type, dimensions, scaling and offset are sound */
    static VoxelLayout of(HeaderFields f) {
        boolean scaled = Double.isFinite(f.slope) && f.slope != 0;
        return new VoxelLayout(
                HeaderRules.shape(f),
                HeaderRules.channels(f),
                NiftiType.of(f.datatype).orElseThrow(),
                f.bigEndian(),
                scaled ? f.slope : 1,
                scaled ? f.inter : 0,
                (long) f.voxOffset);
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
