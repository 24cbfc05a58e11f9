package io.nephrite.learning.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Which process of this machine computes on which GPU: a locked file for each claim. A claim ends with the process,
 * however it ends.
 */
public final class CardClaims implements AutoCloseable {
    private final Path folder;
    private final List<FileChannel> held = new ArrayList<>();

    /**
     * Makes the claims of this machine.
     *
     * @param folder that the processes of this machine share
     */
    public CardClaims(Path folder) {
        this.folder = folder;
    }

    /**
     * Claims a GPU for this process.
     *
     * @return false where another process has claimed the GPU
     */
    boolean claim(CudaCard card) {
        FileChannel channel = open(card);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                held.add(channel);
                return true;
            }
            channel.close();
            return false;
        } catch (OverlappingFileLockException e) {
            // claimed by another part of this process
            close(channel);
            return false;
        } catch (IOException e) {
            close(channel);
            throw new UncheckedIOException("the claim of cuda:" + card.index() + " in " + folder + " failed", e);
        }
    }

    private FileChannel open(CudaCard card) {
        Path file = folder.resolve(card.uuid().orElse("cuda-" + card.index()));
        try {
            Files.createDirectories(folder);
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written; it says which process computes on which GPU", e);
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives up all claims. */
    @Override
    public void close() {
        held.forEach(CardClaims::close);
        held.clear();
    }
}
