package io.nephrite.imaging.format;

import java.io.IOException;

/**
 * An image file read once from front to back: the header, then exactly the declared voxels, then the end. Allocates
 * nothing that the header asks for, unless the format's own documentation says so. Not thread-safe.
 */
public interface ImageStream extends AutoCloseable {
    /** What the header says, with all that is wrong about it. */
    HeaderFindings findings();

    /**
     * Returns the header.
     *
     * @throws ImageFileException with the first error that leaves no meaning in the voxels
     */
    ImageHeader header();

    /**
     * Goes to the first voxel. Only where {@link #findings} has voxels.
     *
     * @throws ImageFileException where the file ends before it
     */
    void begin() throws IOException;

    /**
     * Reads stored voxels, in the order of {@link VoxelLayout}, until the length is reached or none is left.
     *
     * @return bytes read, 0 after the last voxel
     * @throws ImageFileException where the file ends before the declared voxels do
     */
    int read(byte[] target, int offset, int length) throws IOException;

    /**
     * Reads to the end of the file, which also checks what compressed streams say of themselves.
     *
     * @throws ImageFileException where anything follows the last voxel
     */
    void end() throws IOException;

    @Override
    void close() throws IOException;
}
