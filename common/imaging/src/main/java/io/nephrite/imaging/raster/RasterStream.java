package io.nephrite.imaging.raster;

import io.nephrite.imaging.format.HeaderFindings;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageStream;
import io.nephrite.imaging.format.VoxelLayout;
import java.io.IOException;
import java.util.Optional;

/** The stream of decoded pictures. Not thread-safe. */
final class RasterStream implements ImageStream {
    private final HeaderFindings findings;
    private final Optional<RasterHeader> header;
    private final Planes planes;
    private byte[] plane = new byte[0];
    private int at;
    private int next;
    private long left;

    /**
     * @param header absent where a fault leaves none
     * @param planes one after another in the order of {@link VoxelLayout}; closed with this
     */
    RasterStream(HeaderFindings findings, Optional<RasterHeader> header, Planes planes) {
        this.findings = findings;
        this.header = header;
        this.planes = planes;
    }

    @Override
    public HeaderFindings findings() {
        return findings;
    }

    @Override
    public ImageHeader header() {
        findings.requireReadable();
        return header.orElseThrow();
    }

    @Override
    public void begin() {
        left = findings.voxels().orElseThrow().dataBytes();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, left);
        int got = 0;
        while (got < wanted) {
            if (at == plane.length) {
                plane = planes.decode(next++);
                at = 0;
            }
            int n = Math.min(wanted - got, plane.length - at);
            System.arraycopy(plane, at, target, offset + got, n);
            at += n;
            got += n;
        }
        left -= got;
        return got;
    }

    /** What follows the pictures of a file is of no matter to any reader. */
    @Override
    public void end() {}

    @Override
    public void close() throws IOException {
        planes.close();
    }

    /** Decoded voxels, little-endian. */
    interface Planes extends AutoCloseable {
        /**
         * Decodes one picture of the file.
         *
         * @throws ImageFileException where the pixels cannot be decoded
         */
        byte[] decode(int index) throws IOException;

        @Override
        void close() throws IOException;
    }
}
