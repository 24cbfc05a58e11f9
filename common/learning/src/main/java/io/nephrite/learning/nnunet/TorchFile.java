package io.nephrite.learning.nnunet;

import io.nephrite.learning.network.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A file that {@code torch.save} has written: a zip archive of a pickle and one entry per storage. It is read through
 * the archive's central directory, since the local headers of such files state no sizes. Entries are only looked up by
 * name and never written anywhere, so a name that points out of a folder does no harm; no entry is read beyond the size
 * that the pickle or a limit gives it.
 */
final class TorchFile implements Closeable {
    private static final int LARGEST_PICKLE = 64 << 20;
    private static final String PICKLE = "data.pkl";

    private final String name;
    private final ZipFile zip;
    private final String root;

    /** @throws CheckpointException where it is no such archive, or not whole */
    TorchFile(Path file) throws IOException {
        name = file.toString();
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new CheckpointException(
                    name + ": this is no zip archive, or not the whole of it (" + e.getMessage()
                            + "); expected a file that torch.save has written (torch 1.6 or newer). Copy it again",
                    e);
        }
        List<String> pickles = zip.stream()
                .map(ZipEntry::getName)
                .filter(n -> n.equals(PICKLE) || n.endsWith("/" + PICKLE))
                .toList();
        if (pickles.size() != 1) {
            zip.close();
            throw new CheckpointException(
                    name + ": found " + pickles.size() + " entries " + PICKLE + " in the archive, expected one");
        }
        root = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
        String order = zip.getEntry(root + "byteorder") == null
                ? "little"
                : new String(bytes("byteorder", 16), StandardCharsets.US_ASCII).strip();
        if (!order.equals("little")) {
            zip.close();
            throw new CheckpointException(name + ": found byte order \"" + order + "\", expected \"little\"");
        }
    }

    /** As {@link PickleReader} gives it. */
    Object value() throws IOException {
        return PickleReader.read(name, bytes(PICKLE, LARGEST_PICKLE));
    }

    /** @param as name of the tensor, for messages and in the result */
    Tensor tensor(String as, StoredTensor stored) throws IOException {
        long size = stored.storageElements() * stored.type().bytes();
        if (size > Integer.MAX_VALUE) {
            throw new CheckpointException(name + ": tensor " + as + " stands in a storage of " + size
                    + " bytes, expected at most " + Integer.MAX_VALUE);
        }
        byte[] storage = bytes("data/" + stored.storage(), (int) size);
        if (storage.length != size) {
            throw new CheckpointException(
                    "%s: tensor %s needs a storage of %d bytes, found %d".formatted(name, as, size, storage.length));
        }
        return Tensor.of(as, longs(stored.shape()), values(stored, ByteBuffer.wrap(storage)));
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static float[] values(StoredTensor stored, ByteBuffer storage) {
        storage.order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[stored.elements()];
        long[] shape = longs(stored.shape());
        long[] stride = longs(stored.stride());
        long[] index = new long[shape.length];
        long at = stored.offset();
        for (int i = 0; i < values.length; i++) {
            values[i] = stored.type().read(storage, (int) at);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                at += stride[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                at -= index[axis] * stride[axis];
                index[axis] = 0;
            }
        }
        return values;
    }

    /** Reads an entry of at most that many bytes, whatever the archive says of its size. */
    private byte[] bytes(String entry, int most) throws IOException {
        ZipEntry found = zip.getEntry(root + entry);
        if (found == null) {
            throw new CheckpointException(name + ": the archive has no entry " + entry + "; copy the file again");
        }
        try (InputStream in = zip.getInputStream(found)) {
            byte[] bytes = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new CheckpointException(
                        name + ": entry " + entry + " has more than the expected " + most + " bytes");
            }
            return bytes;
        } catch (ZipException e) {
            throw new CheckpointException(name + ": entry " + entry + " is damaged (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
