package io.nephrite.local.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** MinIO's server, which a user has to bring. */
final class MinioProgram {
    /** What is said where it is not there. */
    static final String ABSENT = "SKIPPED: MinIO's server is not there; nothing was tried. Put `minio` on the PATH or "
            + "name it with --minio. GOFLAGS=-mod=mod go install github.com/minio/minio@latest builds it.";

    private MinioProgram() {}

    /** @param named by the user; null where the PATH is searched */
    static Optional<Path> find(Path named) {
        if (named != null) {
            return Files.isExecutable(named) ? Optional.of(named) : Optional.empty();
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "minio"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
