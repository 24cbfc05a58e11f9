package io.nephrite.imaging.volume;

import io.nephrite.core.geometry.Shape3;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.nio.FloatBufferAccess;
import net.imglib2.img.basictypeaccess.nio.ShortBufferAccess;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * A volume in a scratch file that is mapped into memory, so that many can be looked at and none stays on the heap. The
 * file is in the byte order of the machine and has no header: it means nothing to another process, and is deleted as
 * soon as it is mapped; its room on the disk is free again when nobody holds the volume any more.
 */
public final class MappedVolume {
    /** Elements that are copied at a time. */
    private static final int CHUNK = 1 << 20;

    private MappedVolume() {}

    /**
     * One channel of an image, dimensions x, y, z.
     *
     * @param folder for the scratch file
     * @throws IOException where the file cannot be written, or has more than 2 GiB
     */
    public static RandomAccessibleInterval<FloatType> ofImage(ImageVolume image, int channel, Path folder)
            throws IOException {
        Shape3 shape = image.shape();
        int offset = image.offset(channel);
        ByteBuffer mapped = mapped(
                folder,
                shape.voxels(),
                Float.BYTES,
                (from, count, chunk) -> chunk.asFloatBuffer().put(image.voxels(), offset + from, count));
        return ArrayImgs.floats(new FloatBufferAccess(mapped, true), shape.x(), shape.y(), shape.z());
    }

    /** Labels, dimensions x, y, z; see {@link #ofImage}. */
    public static RandomAccessibleInterval<ShortType> ofLabels(LabelVolume labels, Path folder) throws IOException {
        Shape3 shape = labels.shape();
        LabelArray voxels = labels.voxels();
        ByteBuffer mapped = mapped(folder, shape.voxels(), Short.BYTES, (from, count, chunk) -> {
            for (int i = 0; i < count; i++) {
                chunk.putShort(i * Short.BYTES, (short) voxels.get(from + i));
            }
        });
        return ArrayImgs.shorts(new ShortBufferAccess(mapped, true), shape.x(), shape.y(), shape.z());
    }

    /** Puts elements from {@code from} on at the begin of a chunk. */
    private interface Source {
        void read(int from, int count, ByteBuffer chunk);
    }

    private static ByteBuffer mapped(Path folder, long elements, int bytesEach, Source source) throws IOException {
        if (elements * bytesEach > Integer.MAX_VALUE) {
            throw new IOException("a volume of " + elements + " voxels is too large to be looked at: at most "
                    + Integer.MAX_VALUE / bytesEach + " voxels");
        }
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, "volume", ".raw");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK * bytesEach).order(ByteOrder.nativeOrder());
            for (long from = 0; from < elements; from += CHUNK) {
                int count = (int) Math.min(CHUNK, elements - from);
                source.read((int) from, count, chunk.clear());
                chunk.limit(count * bytesEach);
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            }
            return channel.map(MapMode.READ_ONLY, 0, elements * bytesEach).order(ByteOrder.nativeOrder());
        } finally {
            Files.delete(file);
        }
    }
}
