package io.nephrite.imaging.format;

import io.nephrite.core.dataset.FaultCode;
import java.io.IOException;
import java.io.InputStream;

/** The declared voxels of a stream and nothing behind them. Not thread-safe. */
public final class VoxelBytes {
    private static final int SKIP = 1 << 13;

    private final InputStream in;
    private long left;
    private long position;

    /**
     * Makes a reader of the declared voxels.
     *
     * @param in positioned {@code skip} bytes before the first voxel; not closed here
     * @throws ImageFileException where it ends before that
     */
    public VoxelBytes(InputStream in, long skip, VoxelLayout voxels) throws IOException {
        this.in = in;
        byte[] scratch = new byte[SKIP];
        long toSkip = skip;
        while (toSkip > 0) {
            int n = in.read(scratch, 0, (int) Math.min(scratch.length, toSkip));
            if (n < 0) {
                throw ImageFileException.of(
                        FaultCode.FILE_TRUNCATED, "the end before the first voxel", toSkip + " more bytes before it");
            }
            toSkip -= n;
        }
        left = voxels.dataBytes();
    }

    /** As {@link ImageStream#read}. */
    public int read(byte[] target, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, left);
        int got = 0;
        while (got < wanted) {
            int n = in.read(target, offset + got, wanted - got);
            if (n < 0) {
                long total = position + left;
                throw ImageFileException.of(
                        FaultCode.FILE_TRUNCATED, (position + got) + " bytes of voxels", total + " as the header says");
            }
            got += n;
        }
        left -= got;
        position += got;
        return got;
    }

    /** As {@link ImageStream#end}. */
    public void end() throws IOException {
        if (in.read() >= 0) {
            throw ImageFileException.of(FaultCode.TRAILING_BYTES, "bytes after the last voxel", "the end of the file");
        }
    }
}
