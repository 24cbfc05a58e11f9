package io.nephrite.learning.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.Content;
import io.nephrite.learning.network.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: length of the header (8 bytes, little-endian), header (JSON: type, shape, place of each
 * tensor), raw values. Nothing in it can be executed. Float32 only.
 */
final class Safetensors {
    private static final int LENGTH_BYTES = 8;
    private static final int ALIGNMENT = 8;

    private Safetensors() {}

    /** The file as a stream over the tensors' own memory. */
    static Content content(List<Tensor> tensors) {
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(header(tensors));
        tensors.forEach(t -> parts.add(t.data()));
        long size = parts.stream().mapToLong(ByteBuffer::remaining).sum();
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return new BufferStream(
                        parts.stream().map(ByteBuffer::duplicate).iterator());
            }
        };
    }

    private static ByteBuffer header(List<Tensor> tensors) {
        ObjectNode json = Json.mapper().createObjectNode();
        long at = 0;
        for (Tensor tensor : tensors) {
            ObjectNode entry = json.putObject(tensor.name()).put("dtype", "F32");
            Arrays.stream(tensor.shape()).forEach(entry.putArray("shape")::add);
            entry.putArray("data_offsets").add(at).add(at + 4 * tensor.elements());
            at += 4 * tensor.elements();
        }
        byte[] text = Json.bytes(json);
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(text);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    /** @throws IOException where the bytes are no such file */
    static Map<String, Tensor> read(byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long headerBytes = file.length < LENGTH_BYTES ? -1 : bytes.getLong(0);
        if (headerBytes < 2 || headerBytes > file.length - LENGTH_BYTES) {
            throw new IOException("not a safetensors file: it says that its header has " + headerBytes
                    + " bytes, and the file has " + file.length);
        }
        JsonNode header;
        try {
            header = Json.tree(new String(file, LENGTH_BYTES, (int) headerBytes, StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException("malformed safetensors header", e);
        }
        if (!header.isObject()) {
            throw new IOException("malformed safetensors header: an object is expected, found " + header.getNodeType());
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int base = LENGTH_BYTES + (int) headerBytes;
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals("__metadata__")) {
                tensors.put(field.getKey(), tensor(field.getKey(), field.getValue(), bytes, base));
            }
        }
        return tensors;
    }

    private static Tensor tensor(String name, JsonNode entry, ByteBuffer bytes, int base) throws IOException {
        if (!entry.path("dtype").asText().equals("F32")) {
            throw new IOException(name + ": only F32 is supported, found " + entry.path("dtype"));
        }
        long[] shape = new long[entry.path("shape").size()];
        Arrays.setAll(shape, i -> entry.path("shape").path(i).asLong());
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to < from || to > bytes.capacity() - base) {
            throw new IOException(name + ": bytes " + from + " to " + to + " are not in the file");
        }
        try {
            return new Tensor(name, shape, bytes.slice((int) (base + from), (int) (to - from)));
        } catch (IllegalArgumentException e) {
            throw new IOException("damaged safetensors header", e);
        }
    }

    /** One buffer after the other. */
    private static final class BufferStream extends InputStream {
        private final Iterator<ByteBuffer> rest;
        private ByteBuffer current = ByteBuffer.allocate(0);

        BufferStream(Iterator<ByteBuffer> rest) {
            this.rest = rest;
        }

        @Override
        public int read() {
            return advance() ? Byte.toUnsignedInt(current.get()) : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!advance()) {
                return -1;
            }
            int n = Math.min(length, current.remaining());
            current.get(target, offset, n);
            return n;
        }

        private boolean advance() {
            while (!current.hasRemaining()) {
                if (!rest.hasNext()) {
                    return false;
                }
                current = rest.next();
            }
            return true;
        }
    }
}
