package io.nephrite.core.model;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that a model lies in. An archive is unpacked to a temporary folder, which closing removes; models that
 * were read from it cannot be used after that.
 */
public final class ModelPlace implements Closeable {
    private final Path folder;
    private final boolean temporary;

    private ModelPlace(Path folder, boolean temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /**
     * Opens the folder of a model, and unpacks it where it is an archive.
     *
     * @param place a folder, or a zip archive of one
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where it is neither, or the archive is not whole or
     *     not to be trusted
     */
    public static ModelPlace open(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            return new ModelPlace(place, false);
        }
        if (!Files.isRegularFile(place)) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    place
                            + " does not exist; expected a results folder, a model folder, a zip of one, or a model folder"
                            + " of nnU-Net");
        }
        ModelPlace unpacked = new ModelPlace(Files.createTempDirectory("nephrite-model"), true);
        try {
            ModelArchive.unpack(place, unpacked.folder);
        } catch (IOException | RuntimeException e) {
            unpacked.close();
            throw e;
        }
        return unpacked;
    }

    /** An empty folder that closing removes. */
    public static ModelPlace temporary() throws IOException {
        return new ModelPlace(Files.createTempDirectory("nephrite-model"), true);
    }

    /** Writes the folder as an archive that {@link #open} reads. */
    public void pack(ModelManifest manifest, Path archive) throws IOException {
        ModelArchive.pack(
                folder,
                Stream.concat(Stream.of(ModelManifest.FILE), manifest.files().keySet().stream())
                        .toList(),
                archive);
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        if (!temporary) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
