package io.nephrite.imaging.npy;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.nephrite.core.numpy.HalfPrecision;
import io.nephrite.imaging.volume.LabelArray;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * NumPy's {@code .npy} files: float32, float16, int8 and int16 in C order, little-endian. Nothing is buffered whole:
 * volumes are converted in pieces, so that writing costs no memory beside the volume. In the store they are
 * {@code .npy.zst}.
 */
public final class Npy {
    private static final int PIECE_BYTES = 1 << 18;
    /** An array of so many bytes is taken without a look at what follows its header. */
    private static final int TAKEN_AT_ONCE = 16 << 20;
    /** Noise compresses no better at higher levels, and level 1 keeps up with a disk. */
    private static final int ZSTD_LEVEL = 1;

    private Npy() {}

    /**
     * Writes an array of float32.
     *
     * @param shape slowest axis first; its product is the number of voxels
     */
    public static void write(OutputStream out, float[] voxels, int... shape) throws IOException {
        check(voxels.length, shape);
        out.write(NpyHeader.encode(NpyType.FLOAT32, shape));
        byte[] piece = new byte[PIECE_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < voxels.length; ) {
            int count = Math.min(PIECE_BYTES / Float.BYTES, voxels.length - at);
            buffer.clear().asFloatBuffer().put(voxels, at, count);
            out.write(piece, 0, count * Float.BYTES);
            at += count;
        }
    }

    /**
     * As float16.
     *
     * @param values numbers of half precision, which are kept as they are; others are rounded to the nearest
     */
    public static void writeHalf(OutputStream out, float[] values, int... shape) throws IOException {
        check(values.length, shape);
        out.write(NpyHeader.encode(NpyType.FLOAT16, shape));
        byte[] piece = new byte[PIECE_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < values.length; ) {
            int count = Math.min(PIECE_BYTES / Short.BYTES, values.length - at);
            buffer.clear();
            for (int i = 0; i < count; i++) {
                buffer.putShort(HalfPrecision.toBits(values[at + i]));
            }
            out.write(piece, 0, count * Short.BYTES);
            at += count;
        }
    }

    public static void write(OutputStream out, byte[] voxels, int... shape) throws IOException {
        check(voxels.length, shape);
        out.write(NpyHeader.encode(NpyType.INT8, shape));
        out.write(voxels);
    }

    public static void write(OutputStream out, short[] voxels, int... shape) throws IOException {
        check(voxels.length, shape);
        out.write(NpyHeader.encode(NpyType.INT16, shape));
        byte[] piece = new byte[PIECE_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < voxels.length; ) {
            int count = Math.min(PIECE_BYTES / Short.BYTES, voxels.length - at);
            buffer.clear().asShortBuffer().put(voxels, at, count);
            out.write(piece, 0, count * Short.BYTES);
            at += count;
        }
    }

    /** Labels as int8 or int16, whichever they are. */
    public static void write(OutputStream out, LabelArray labels, int... shape) throws IOException {
        if (labels.isInt8()) {
            write(out, labels.int8(), shape);
        } else {
            write(out, labels.int16(), shape);
        }
    }

    /**
     * Reads a whole array.
     *
     * @throws IOException where it is no such file, is cut off, or has more than 2³¹−1 elements
     */
    public static NpyArray read(InputStream file) throws IOException {
        NpyHeader header = NpyHeader.read(file);
        if (header.elements() > Integer.MAX_VALUE - 8) {
            throw new IOException("too large to be read whole: " + header);
        }
        int count = (int) header.elements();
        InputStream in = begun(file, (long) count * header.type().bytes());
        return switch (header.type()) {
            case FLOAT32 -> {
                float[] values = new float[count];
                pieces(
                        in,
                        count,
                        Float.BYTES,
                        (buffer, at, n) -> buffer.asFloatBuffer().get(values, at, n));
                yield new NpyArray(header, values);
            }
            case FLOAT16 -> {
                float[] values = new float[count];
                pieces(in, count, Short.BYTES, (buffer, at, n) -> {
                    for (int i = 0; i < n; i++) {
                        values[at + i] = HalfPrecision.fromBits(buffer.getShort());
                    }
                });
                yield new NpyArray(header, values);
            }
            case INT16 -> {
                short[] values = new short[count];
                pieces(
                        in,
                        count,
                        Short.BYTES,
                        (buffer, at, n) -> buffer.asShortBuffer().get(values, at, n));
                yield new NpyArray(header, values);
            }
            case INT8 -> {
                byte[] values = new byte[count];
                if (in.readNBytes(values, 0, count) < count) {
                    throw new EOFException("array is cut off");
                }
                yield new NpyArray(header, values);
            }
        };
    }

    /** Maps a file into memory for random reads; nothing is loaded or allocated. */
    public static NpyMapping map(Path file) throws IOException {
        return NpyMapping.open(file);
    }

    /** Wraps a stream so that what is written arrives as {@code .zst}; closing it closes {@code out}. */
    public static OutputStream compressing(OutputStream out) throws IOException {
        return new ZstdOutputStream(out, ZSTD_LEVEL);
    }

    /** Unpacks {@code .zst}; closing it closes {@code in}. */
    public static InputStream decompressing(InputStream in) throws IOException {
        return new ZstdInputStream(in);
    }

    private static void check(int length, int... shape) {
        long product = 1;
        for (int n : shape) {
            product *= n;
        }
        if (product != length) {
            throw new IllegalArgumentException(length + " elements do not fill shape " + Arrays.toString(shape));
        }
    }

    /**
     * Where a header declares much, a sixteenth of that must be there before memory is taken for all of it: a short
     * file must not cost gigabytes.
     */
    private static InputStream begun(InputStream in, long declaredBytes) throws IOException {
        if (declaredBytes <= TAKEN_AT_ONCE) {
            return in;
        }
        int wanted = (int) (declaredBytes / 16);
        byte[] begin = in.readNBytes(wanted);
        if (begin.length < wanted) {
            throw new EOFException("array is cut off");
        }
        return new SequenceInputStream(new ByteArrayInputStream(begin), in);
    }

    private static void pieces(InputStream in, int count, int elementBytes, PieceSink sink) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < count; ) {
            int n = Math.min(PIECE_BYTES / elementBytes, count - at);
            if (in.readNBytes(piece, 0, n * elementBytes) < n * elementBytes) {
                throw new EOFException("array is cut off after " + at + " of " + count + " elements");
            }
            sink.accept(buffer.clear(), at, n);
            at += n;
        }
    }

    private interface PieceSink {
        void accept(ByteBuffer buffer, int at, int count);
    }
}
