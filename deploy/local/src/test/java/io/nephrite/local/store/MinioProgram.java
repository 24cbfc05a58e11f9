package io.nephrite.local.store;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** MinIO's server, which a user has to bring. */
public final class MinioProgram {
    /** What is said where it is not there. */
    public static final String ABSENT =
            "SKIPPED: MinIO's server is not there; nothing was tried. Put `minio` on the PATH or "
                    + "name it with --minio. GOFLAGS=-mod=mod go install github.com/minio/minio@latest builds it.";

    private MinioProgram() {}

    /**
     * Finds MinIO's program.
     *
     * @param named by the user; null where the PATH is searched
     */
    public static Optional<Path> find(Path named) {
        if (named != null) {
            return Files.isExecutable(named) ? Optional.of(named) : Optional.empty();
        }
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(folder -> Path.of(folder, "minio"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
