package io.nephrite.learning.network;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive: a zip of the source text, a pickle of the module tree and the raw tensors. What is
 * written is what {@code torch.jit.load} expects; no Python takes part.
 *
 * <p>Reference: torch/csrc/jit/serialization (format version 3).
 */
final class ScriptArchive {
    private static final String FORMAT_VERSION = "3\n";
    /** 1980-01-02: a fixed time makes the same network the same bytes. */
    private static final long ENTRY_TIME = 315_619_200_000L;

    private final String top;
    private final ZipOutputStream zip;

    private ScriptArchive(String top, ZipOutputStream zip) {
        this.top = top;
        this.zip = zip;
    }

    /** @param source of all classes of the tree, in the order in which they refer to each other */
    static void write(Path file, ScriptObject root, String source) throws IOException {
        Pickle pickle = new Pickle();
        byte[] tree = pickle.bytes(root);
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            ScriptArchive archive = new ScriptArchive(dot < 0 ? name : name.substring(0, dot), zip);
            archive.entry("data.pkl", ByteBuffer.wrap(tree));
            archive.entry("code/__torch__.py", ByteBuffer.wrap(source.getBytes(StandardCharsets.UTF_8)));
            archive.entry("constants.pkl", ByteBuffer.wrap(Pickle.emptyTuple()));
            List<Tensor> tensors = pickle.tensors();
            for (int i = 0; i < tensors.size(); i++) {
                archive.entry("data/" + i, tensors.get(i).data());
            }
            archive.entry("version", ByteBuffer.wrap(FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII)));
            archive.entry("byteorder", ByteBuffer.wrap("little".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private void entry(String name, ByteBuffer content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content.duplicate());
        ZipEntry entry = new ZipEntry(top + "/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.remaining());
        entry.setCompressedSize(content.remaining());
        entry.setCrc(crc.getValue());
        entry.setTime(ENTRY_TIME);
        zip.putNextEntry(entry);
        byte[] piece = new byte[1 << 16];
        while (content.hasRemaining()) {
            int n = Math.min(piece.length, content.remaining());
            content.get(piece, 0, n);
            zip.write(piece, 0, n);
        }
        zip.closeEntry();
    }

    /** The subset of pickle protocol 2 that torch's unpickler reads; tensors refer to entries of the archive. */
    private static final class Pickle {
        private static final int PROTO = 0x80;
        private static final int NEW_TRUE = 0x88;
        private static final int NEW_FALSE = 0x89;
        private static final int NEW_OBJECT = 0x81;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final List<Tensor> tensors = new ArrayList<>();

        static byte[] emptyTuple() {
            return new byte[] {(byte) PROTO, 2, ')', '.'};
        }

        List<Tensor> tensors() {
            return tensors;
        }

        byte[] bytes(ScriptObject root) {
            out.write(PROTO);
            out.write(2);
            object(root);
            out.write('.');
            return out.toByteArray();
        }

        private void value(Object value) {
            if (value == null) {
                out.write('N');
            } else if (value instanceof Boolean flag) {
                out.write(flag ? NEW_TRUE : NEW_FALSE);
            } else if (value instanceof Tensor tensor) {
                tensor(tensor, true);
            } else if (value instanceof List<?> list) {
                tensorList(list);
            } else if (value instanceof ScriptObject object) {
                object(object);
            } else {
                throw new IllegalArgumentException("cannot pickle " + value.getClass());
            }
        }

        private void object(ScriptObject object) {
            global("__torch__", object.className());
            out.write(')');
            out.write(NEW_OBJECT);
            out.write('}');
            out.write('(');
            for (Map.Entry<String, Object> attribute : object.attributes().entrySet()) {
                text(attribute.getKey());
                value(attribute.getValue());
            }
            out.write('u');
            out.write('b');
        }

        private void tensorList(List<?> list) {
            global("torch.jit._pickle", "build_tensorlist");
            out.write('(');
            out.write(']');
            out.write('(');
            for (Object tensor : list) {
                tensor((Tensor) tensor, false);
            }
            out.write('e');
            out.write('t');
            out.write('R');
        }

        private void tensor(Tensor tensor, boolean requiresGrad) {
            global("torch._utils", "_rebuild_tensor_v2");
            out.write('(');
            out.write('(');
            text("storage");
            global("torch", "FloatStorage");
            text(Integer.toString(tensors.size()));
            text("cpu");
            integer(Math.toIntExact(tensor.elements()));
            out.write('t');
            out.write('Q');
            tensors.add(tensor);
            integer(0);
            long[] shape = tensor.shape();
            long[] strides = new long[shape.length];
            long step = 1;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                strides[axis] = step;
                step *= shape[axis];
            }
            tuple(shape);
            tuple(strides);
            out.write(requiresGrad ? NEW_TRUE : NEW_FALSE);
            global("collections", "OrderedDict");
            out.write(')');
            out.write('R');
            out.write('t');
            out.write('R');
        }

        private void tuple(long[] values) {
            out.write('(');
            for (long v : values) {
                integer(Math.toIntExact(v));
            }
            out.write('t');
        }

        private void global(String module, String name) {
            out.write('c');
            out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        }

        private void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.write('X');
            int32(utf8.length);
            out.writeBytes(utf8);
        }

        private void integer(int value) {
            out.write('J');
            int32(value);
        }

        private void int32(int value) {
            for (int shift = 0; shift < 32; shift += 8) {
                out.write(value >>> shift);
            }
        }
    }
}
