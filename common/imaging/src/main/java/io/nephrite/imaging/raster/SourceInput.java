package io.nephrite.imaging.raster;

import io.nephrite.imaging.format.ImageSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file read here and there without a copy: what lies between is skipped, which costs nothing where the file is a
 * local one, and the file is opened again for what lies before. For parts that stand mostly in ascending order.
 */
final class SourceInput extends ImageInputStreamImpl {
    private static final int BLOCK_BYTES = 1 << 12;

    private final ImageSource source;
    private final byte[] block = new byte[BLOCK_BYTES];
    private InputStream in;
    private long next;
    private long blockStart;
    private int blockBytes;

    SourceInput(ImageSource source) throws IOException {
        this.source = source;
        this.in = source.open();
    }

    @Override
    public int read() throws IOException {
        bitOffset = 0;
        if (!isThere()) {
            return -1;
        }
        return block[(int) (streamPos++ - blockStart)] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        if (!isThere()) {
            return -1;
        }
        int from = (int) (streamPos - blockStart);
        int count = Math.min(length, blockBytes - from);
        System.arraycopy(block, from, target, offset, count);
        streamPos += count;
        return count;
    }

    /** Whether the file goes on at the position; its byte is in the block then. */
    private boolean isThere() throws IOException {
        if (streamPos < blockStart || streamPos >= blockStart + blockBytes) {
            if (streamPos < next) {
                in.close();
                in = source.open();
                next = 0;
            }
            try {
                in.skipNBytes(streamPos - next);
            } catch (EOFException e) {
                // the position lies behind the end: the caller gets -1
                next = Long.MAX_VALUE;
                return false;
            }
            blockStart = streamPos;
            blockBytes = in.readNBytes(block, 0, block.length);
            next = streamPos + blockBytes;
        }
        return blockBytes > 0;
    }

    @Override
    public void close() throws IOException {
        super.close();
        in.close();
    }
}
