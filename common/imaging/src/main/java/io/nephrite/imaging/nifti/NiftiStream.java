package io.nephrite.imaging.nifti;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;

/**
 * A NIfTI file read once from front to back: the header's bytes, then exactly the declared voxels, then the end. Plain
 * or gzip is told by the first bytes. Allocates nothing that the file asks for. Not thread-safe.
 */
public final class NiftiStream implements AutoCloseable {
    private static final int SKIP = 1 << 13;

    private final InputStream in;
    private final boolean compressed;
    private final byte[] headerBytes;
    private long left;
    private long position;

    /**
     * Reads the header's bytes.
     *
     * @param source closed with this, also when this constructor throws
     * @throws NiftiException where the file is neither gzip nor long enough for a header
     */
    public NiftiStream(InputStream source) throws IOException {
        InputStream opened = source;
        try {
            PushbackInputStream start = new PushbackInputStream(source, 2);
            opened = start;
            byte[] signature = start.readNBytes(2);
            if (signature.length == 0) {
                throw fail(FaultCode.FILE_EMPTY, "0 bytes", "a NIfTI file");
            }
            start.unread(signature);
            compressed = signature.length == 2 && (signature[0] & 0xff) == 0x1f && (signature[1] & 0xff) == 0x8b;
            if (compressed) {
                opened = new GzipDecoder(start);
            }
            in = opened;
            byte[] first = in.readNBytes(HeaderFields.SIZE_1);
            boolean second = first.length == HeaderFields.SIZE_1 && isSecondVersion(first);
            byte[] rest = second ? in.readNBytes(HeaderFields.SIZE_2 - HeaderFields.SIZE_1) : new byte[0];
            headerBytes = Arrays.copyOf(first, first.length + rest.length);
            System.arraycopy(rest, 0, headerBytes, first.length, rest.length);
            position = headerBytes.length;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** What stands where a header is expected: up to 540 bytes. */
    public byte[] headerBytes() {
        return headerBytes.clone();
    }

    /** Whether the file is gzip, whatever its name says. */
    public boolean compressed() {
        return compressed;
    }

    /** Skips extensions up to the first voxel; the declared voxels can then be read. */
    public void begin(VoxelLayout voxels) throws IOException {
        long skip = voxels.offset() - position;
        byte[] scratch = new byte[SKIP];
        while (skip > 0) {
            int n = in.read(scratch, 0, (int) Math.min(scratch.length, skip));
            if (n < 0) {
                throw fail(FaultCode.FILE_TRUNCATED, "the end before the first voxel", "voxels at " + voxels.offset());
            }
            skip -= n;
        }
        left = voxels.dataBytes();
        position = 0;
    }

    /** Bytes of voxels that were read since {@link #begin}. */
    public long position() {
        return position;
    }

    /**
     * Reads voxels until the length is reached or no declared voxel is left.
     *
     * @return bytes read, 0 after the last voxel
     * @throws NiftiException where the file ends before the declared voxels do
     */
    public int read(byte[] target, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, left);
        int got = 0;
        while (got < wanted) {
            int n = in.read(target, offset + got, wanted - got);
            if (n < 0) {
                long total = position + got + (left - got);
                throw fail(
                        FaultCode.FILE_TRUNCATED, (position + got) + " bytes of voxels", total + " as the header says");
            }
            got += n;
        }
        left -= got;
        position += got;
        return got;
    }

    /**
     * Reads to the end of the file, which also checks gzip's CRC.
     *
     * @throws NiftiException where anything follows the last voxel
     */
    public void end() throws IOException {
        if (in.read() >= 0) {
            throw fail(FaultCode.TRAILING_BYTES, "bytes after the last voxel", "the end of the file");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static boolean isSecondVersion(byte[] first) {
        int little = (first[0] & 0xff) | ((first[1] & 0xff) << 8);
        int big = (first[3] & 0xff) | ((first[2] & 0xff) << 8);
        return little == HeaderFields.SIZE_2 || big == HeaderFields.SIZE_2;
    }

    private static NiftiException fail(FaultCode code, String seen, String expected) {
        return new NiftiException(Fault.of(code, seen, expected));
    }
}
