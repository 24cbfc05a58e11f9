package io.nephrite.learning.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes a TorchScript archive: a zip of the source text, a pickle of the module tree and the raw tensors. What is
 * written is what {@code torch.jit.load} expects; no Python takes part.
 *
 * <p>Reference: torch/csrc/jit/serialization (format version 3).
 */
final class ScriptArchive {
    private static final String FORMAT_VERSION = "3\n";

    private ScriptArchive() {}

    /** @param source of all classes of the tree, in the order in which they refer to each other */
    static void write(Path file, ScriptObject root, String source) throws IOException {
        TorchPickle pickle = new TorchPickle();
        byte[] tree = pickle.bytes(root);
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        try (TorchArchive archive = new TorchArchive(file, dot < 0 ? name : name.substring(0, dot))) {
            archive.entry("data.pkl", ByteBuffer.wrap(tree));
            archive.entry("code/__torch__.py", ByteBuffer.wrap(source.getBytes(StandardCharsets.UTF_8)));
            archive.entry("constants.pkl", ByteBuffer.wrap(TorchPickle.emptyTuple()));
            archive.storages(pickle.tensors());
            archive.entry("version", ByteBuffer.wrap(FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII)));
            archive.entry("byteorder", ByteBuffer.wrap("little".getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
