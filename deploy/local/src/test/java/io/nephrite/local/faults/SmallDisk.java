package io.nephrite.local.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk in memory that can be filled, where one is wanted. */
final class SmallDisk {
    private static final String SIZE = "300m";
    private static final String FILLER = "filler";

    private final Path folder;
    private final boolean isMounted;

    /** @param isWanted whether there is to be one; else the folder lies on its usual disk */
    SmallDisk(Path folder, boolean isWanted) throws IOException, InterruptedException {
        this.folder = folder;
        this.isMounted = isWanted;
        Files.createDirectories(folder);
        if (isWanted && run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", folder.toString()) != 0) {
            throw new IOException("a disk in memory could not be mounted on " + folder + "; that needs root");
        }
    }

    /** Whether a folder lies on a disk in memory. */
    static boolean isAt(Path folder) throws IOException {
        return Files.getFileStore(folder).type().equals("tmpfs");
    }

    /** Writes a file until the disk takes no more. */
    static void fill(Path folder) throws IOException {
        byte[] block = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(folder.resolve(FILLER))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (Files.getFileStore(folder).getUsableSpace() >= block.length) {
                throw full;
            }
        }
    }

    static void makeRoom(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILLER));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** The folder is an ordinary one again. */
    void unmount() throws IOException, InterruptedException {
        if (isMounted) {
            run("umount", "--lazy", folder.toString());
        }
    }
}
