package io.nephrite.imaging.npy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.nio.ByteBufferAccess;
import net.imglib2.img.basictypeaccess.nio.FloatBufferAccess;
import net.imglib2.img.basictypeaccess.nio.ShortBufferAccess;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * A {@code .npy} file in mapped memory, one buffer per index of the first axis (a channel), each under 2 GiB. Buffers
 * are read-only and may be read by several threads; the mapping ends when the buffers are garbage.
 */
public final class NpyMapping {
    private final NpyHeader header;
    private final ByteBuffer[] slabs;

    private NpyMapping(NpyHeader header, ByteBuffer[] slabs) {
        this.header = header;
        this.slabs = slabs;
    }

    static NpyMapping open(Path file) throws IOException {
        NpyHeader header;
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            header = NpyHeader.read(in);
        }
        int[] shape = header.shape().stream().mapToInt(Integer::intValue).toArray();
        if (shape.length < 2) {
            throw new IOException(file + ": a volume has at least two axes, found " + Arrays.toString(shape));
        }
        long slabBytes = header.dataBytes() / Math.max(1, shape[0]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != header.bytes() + header.dataBytes()) {
                throw new IOException("%s: %d bytes, but its header %s asks for %d"
                        .formatted(file, channel.size(), header, header.bytes() + header.dataBytes()));
            }
            if (slabBytes > Integer.MAX_VALUE) {
                throw new IOException(file + ": a channel of " + slabBytes + " bytes cannot be mapped");
            }
            ByteBuffer[] slabs = new ByteBuffer[shape[0]];
            for (int i = 0; i < slabs.length; i++) {
                slabs[i] = channel.map(FileChannel.MapMode.READ_ONLY, header.bytes() + i * slabBytes, slabBytes)
                        .order(ByteOrder.LITTLE_ENDIAN);
            }
            return new NpyMapping(header, slabs);
        }
    }

    public NpyType type() {
        return header.type();
    }

    /** Slowest axis first; the first is the channel. */
    public int[] shape() {
        return header.shape().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Voxels of one channel in C order; a view with its own position. */
    public FloatBuffer floats(int channel) {
        return slab(NpyType.FLOAT32, channel).asFloatBuffer();
    }

    public ByteBuffer bytes(int channel) {
        return slab(NpyType.INT8, channel);
    }

    public ShortBuffer shorts(int channel) {
        return slab(NpyType.INT16, channel).asShortBuffer();
    }

    /** Voxels of one channel of three axes in mapped memory, as an ImgLib2 image of dimensions x, y, z. */
    public RandomAccessibleInterval<FloatType> image(int channel) {
        return ArrayImgs.floats(new FloatBufferAccess(floats(channel)), dimensions());
    }

    /**
     * Labels of one channel of three axes in mapped memory, int8 or int16, as an ImgLib2 image of dimensions x, y, z.
     */
    public RandomAccessibleInterval<ShortType> labels(int channel) {
        return type() == NpyType.INT16
                ? ArrayImgs.shorts(new ShortBufferAccess(shorts(channel)), dimensions())
                : Converters.convert(
                        ArrayImgs.bytes(new ByteBufferAccess(bytes(channel), true), dimensions()),
                        (in, out) -> out.set(in.get()),
                        new ShortType());
    }

    private long[] dimensions() {
        int[] shape = shape();
        if (shape.length != 4) {
            throw new IllegalStateException("an image has a channel and three axes, found " + header);
        }
        return new long[] {shape[3], shape[2], shape[1]};
    }

    private ByteBuffer slab(NpyType asked, int channel) {
        if (header.type() != asked) {
            throw new IllegalStateException("array is " + header.type().descr() + ", asked for " + asked.descr());
        }
        return slabs[channel].duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}
