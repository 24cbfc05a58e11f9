package io.nephrite.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A real file system of a few kilobytes in memory (tmpfs), which root can mount on Linux; a test is skipped elsewhere.
 */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Mounts a small file system.
     *
     * @param folder is made
     */
    public static SmallDisk mount(Path folder, int kilobytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        String size = "size=" + kilobytes + "k";
        Assumptions.assumeTrue(
                run(List.of("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString())),
                "SKIPPED: only root can mount a small disk");
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** From now on nothing can be written. */
    public void makeReadOnly() throws IOException, InterruptedException {
        assertThat(run(List.of("mount", "-o", "remount,ro", folder.toString()))).isTrue();
    }

    /** Now there is room, and it can be written. */
    public void enlarge(int kilobytes) throws IOException, InterruptedException {
        assertThat(run(List.of("mount", "-o", "remount,rw,size=" + kilobytes + "k", folder.toString())))
                .isTrue();
    }

    @Override
    public void close() throws IOException {
        // lazily: a volume may still be mapped
        try {
            assertThat(run(List.of("umount", "-l", folder.toString()))).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean run(List<String> command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // no such command here
        }
    }
}
