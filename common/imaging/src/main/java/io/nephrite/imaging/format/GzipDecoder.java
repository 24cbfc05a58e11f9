package io.nephrite.imaging.format;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates a gzip stream of one or more members with large reads, checks CRC and length of each, and tells a cut file
 * from a corrupt one. Holds 64 KiB whatever the stream says. Not thread-safe; closing it frees native memory.
 *
 * <p>Not {@link java.util.zip.GZIPInputStream}: that one takes bytes behind the last member for the end of the stream,
 * and reports every other fault with the same exception.
 */
final class GzipDecoder extends InputStream {
    private static final int BUFFER = 1 << 16;
    /** Room for an original file name and comment; longer ones are an attack. */
    private static final int LONGEST_HEADER = 1 << 16;

    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private int position;
    private int limit;
    private boolean ended;

    /** @param in positioned at the first byte of a member; closed with this */
    GzipDecoder(InputStream in) throws IOException {
        this.in = in;
        memberHeader();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int n;
            try {
                n = inflater.inflate(target, offset, length);
            } catch (DataFormatException e) {
                throw fail(FaultCode.GZIP_CORRUPT, "invalid deflate data", "a valid gzip stream");
            }
            if (n > 0) {
                crc.update(target, offset, n);
                return n;
            }
            if (inflater.finished()) {
                position = limit - inflater.getRemaining();
                memberTrailer();
                nextMember();
            } else if (inflater.needsInput()) {
                if (!refill()) {
                    throw fail(
                            FaultCode.GZIP_TRUNCATED,
                            "the compressed stream ends after " + inflater.getBytesRead() + " bytes",
                            "the end mark of gzip");
                }
                inflater.setInput(buffer, 0, limit);
            } else {
                throw fail(FaultCode.GZIP_CORRUPT, "a preset dictionary", "a valid gzip stream");
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private void memberHeader() throws IOException {
        if (required() != 0x1f || required() != 0x8b) {
            throw fail(FaultCode.NOT_GZIP, "no gzip signature", "the bytes 1f 8b first");
        }
        int method = required();
        if (method != 8) {
            throw fail(FaultCode.GZIP_CORRUPT, "compression method " + method, "8 (deflate)");
        }
        int flags = required();
        for (int i = 0; i < 6; i++) {
            required();
        }
        if ((flags & FEXTRA) != 0) {
            int length = required() | (required() << 8);
            for (int i = 0; i < length; i++) {
                required();
            }
        }
        if ((flags & FNAME) != 0) {
            text();
        }
        if ((flags & FCOMMENT) != 0) {
            text();
        }
        if ((flags & FHCRC) != 0) {
            required();
            required();
        }
        inflater.setInput(buffer, position, limit - position);
    }

    private void text() throws IOException {
        for (int i = 0; i < LONGEST_HEADER; i++) {
            if (required() == 0) {
                return;
            }
        }
        throw fail(
                FaultCode.GZIP_HEADER_TOO_LONG, "a file name without end in the gzip header", "at most 65,536 bytes");
    }

    private void memberTrailer() throws IOException {
        long expectedCrc = word();
        long expectedLength = word();
        if (expectedCrc != crc.getValue()) {
            throw fail(
                    FaultCode.GZIP_CORRUPT,
                    String.format("CRC %08x", crc.getValue()),
                    String.format("CRC %08x as the file says", expectedCrc));
        }
        if (expectedLength != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw fail(
                    FaultCode.GZIP_CORRUPT,
                    inflater.getBytesWritten() + " bytes",
                    expectedLength + " bytes (modulo 2^32) as the file says");
        }
    }

    private void nextMember() throws IOException {
        if (position == limit && !refill()) {
            ended = true;
            return;
        }
        if (buffer[position] == 0) {
            padding();
            ended = true;
            return;
        }
        if ((buffer[position] & 0xff) != 0x1f) {
            throw fail(FaultCode.TRAILING_BYTES, "bytes after the gzip stream", "the end of the file");
        }
        inflater.reset();
        crc.reset();
        memberHeader();
    }

    /** Tapes and some stores fill files up with zeros; gzip itself takes them for no part of the file. */
    private void padding() throws IOException {
        do {
            for (; position < limit; position++) {
                if (buffer[position] != 0) {
                    throw fail(FaultCode.TRAILING_BYTES, "bytes after the gzip stream", "the end of the file");
                }
            }
        } while (refill());
    }

    private long word() throws IOException {
        return required() | (required() << 8) | (required() << 16) | ((long) required() << 24);
    }

    private int required() throws IOException {
        if (position == limit && !refill()) {
            throw fail(FaultCode.GZIP_TRUNCATED, "the file ends inside a gzip header or trailer", "the whole of it");
        }
        return buffer[position++] & 0xff;
    }

    private boolean refill() throws IOException {
        position = 0;
        limit = Math.max(0, in.readNBytes(buffer, 0, buffer.length));
        return limit > 0;
    }

    private static ImageFileException fail(FaultCode code, String seen, String expected) {
        return new ImageFileException(Fault.of(code, seen, expected));
    }
}
