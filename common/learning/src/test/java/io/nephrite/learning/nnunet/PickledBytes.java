package io.nephrite.learning.nnunet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes the instructions of a pickle one by one, and archives as torch.save lays them out. */
final class PickledBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickledBytes() {
        raw(0x80, 2);
    }

    PickledBytes raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    PickledBytes global(String module, String name) {
        return raw('c').ascii(module + "\n" + name + "\n");
    }

    PickledBytes text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        raw('X').int32(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    PickledBytes number(int value) {
        return raw('J').int32(value);
    }

    PickledBytes int32(int value) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    private PickledBytes ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** A float32 tensor of a storage. */
    PickledBytes tensor(String storage, int elements, int offset, int[] shape, int[] stride) {
        global("torch._utils", "_rebuild_tensor_v2").raw('(', '(');
        text("storage")
                .global("torch", "FloatStorage")
                .text(storage)
                .text("cpu")
                .number(elements);
        raw('t', 'Q').number(offset);
        numbers(shape);
        numbers(stride);
        return raw(0x89).global("collections", "OrderedDict").raw(')', 'R', 't', 'R');
    }

    private void numbers(int... values) {
        raw('(');
        for (int value : values) {
            number(value);
        }
        raw('t');
    }

    byte[] end() {
        raw('.');
        return out.toByteArray();
    }

    /** An archive with this pickle and these storages. */
    static Path archive(Path file, byte[] pickle, Map<String, float[]> storages) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            entry(zip, "model/data.pkl", pickle);
            entry(zip, "model/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            for (Map.Entry<String, float[]> storage : storages.entrySet()) {
                ByteBuffer data =
                        ByteBuffer.allocate(4 * storage.getValue().length).order(ByteOrder.LITTLE_ENDIAN);
                data.asFloatBuffer().put(storage.getValue());
                entry(zip, "model/data/" + storage.getKey(), data.array());
            }
        }
        return file;
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
