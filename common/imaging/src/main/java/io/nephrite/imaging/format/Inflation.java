package io.nephrite.imaging.format;

import io.nephrite.core.dataset.FaultCode;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Decompresses gzip and zlib streams, which it recognises by their first bytes. A cut or corrupt stream is a fault. */
public final class Inflation {
    private static final int BUFFER = 1 << 16;

    private Inflation() {}

    /** Whether these first bytes are gzip's. */
    public static boolean isGzip(byte[] start) {
        return start.length >= 2 && (start[0] & 0xff) == 0x1f && (start[1] & 0xff) == 0x8b;
    }

    /**
     * Recognises the compression and opens the decompressed stream.
     *
     * @param in at the first byte; closed with the result, also when this throws
     * @throws ImageFileException where it is neither gzip nor zlib
     */
    public static InputStream of(InputStream in) throws IOException {
        PushbackInputStream start = new PushbackInputStream(in, 2);
        try {
            byte[] signature = start.readNBytes(2);
            start.unread(signature);
            if (isGzip(signature)) {
                return new GzipDecoder(start);
            }
            boolean zlib = signature.length == 2
                    && (signature[0] & 0x0f) == 8
                    && (((signature[0] & 0xff) << 8) | (signature[1] & 0xff)) % 31 == 0;
            if (!zlib) {
                throw ImageFileException.of(
                                FaultCode.NOT_GZIP,
                                "no gzip and no zlib signature",
                                "compressed voxels as the header says")
                        .mendedBy("write the voxels as the header says, or correct its encoding");
            }
            return new Zlib(start);
        } catch (IOException | RuntimeException e) {
            start.close();
            throw e;
        }
    }

    /** Says what is wrong in our words, and looks at what follows the stream. */
    private static final class Zlib extends FilterInputStream {
        private final Source source;

        Zlib(InputStream in) {
            this(new Source(in));
        }

        private Zlib(Source source) {
            super(source);
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n;
            try {
                n = source.read(target, offset, length);
            } catch (EOFException e) {
                throw ImageFileException.of(
                        FaultCode.GZIP_TRUNCATED, "the compressed stream ends too early", "the end mark of zlib");
            } catch (ZipException e) {
                throw ImageFileException.of(FaultCode.GZIP_CORRUPT, "invalid deflate data", "a valid zlib stream");
            }
            if (n < 0 && source.hasMore()) {
                throw ImageFileException.of(
                        FaultCode.TRAILING_BYTES, "bytes after the zlib stream", "the end of the file");
            }
            return n;
        }
    }

    private static final class Source extends InflaterInputStream {
        Source(InputStream in) {
            super(in, new Inflater(), BUFFER);
        }

        boolean hasMore() throws IOException {
            return inf.getRemaining() > 0 || in.read() >= 0;
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }
}
