package io.nephrite.learning.network;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip archive as torch reads it: everything stored as it is, below one folder. */
public final class TorchArchive implements Closeable {
    /** 1980-01-02: a fixed time makes the same network the same bytes. */
    private static final long ENTRY_TIME = 315_619_200_000L;

    private final String top;
    private final ZipOutputStream zip;

    /**
     * Creates the archive.
     *
     * @param top name of the folder inside
     */
    public TorchArchive(Path file, String top) throws IOException {
        this.top = top;
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        zip = new ZipOutputStream(out);
    }

    /** Writes the storages of a pickle, {@code data/0} and so on. */
    public void storages(List<Tensor> tensors) throws IOException {
        for (int i = 0; i < tensors.size(); i++) {
            entry("data/" + i, tensors.get(i).data());
        }
    }

    public void entry(String name, ByteBuffer content) throws IOException {
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

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
