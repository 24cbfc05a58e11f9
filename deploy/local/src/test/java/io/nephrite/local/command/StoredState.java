package io.nephrite.local.command;

import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * What a release had in its store when it was done with a phantom: every document and other small object, in a zip file
 * with an entry {@code <bucket>/<key>} for each. Voxels and weights are left out.
 */
final class StoredState {
    private static final long LARGEST = 40_000;
    private static final List<String> VOXELS_AND_WEIGHTS = List.of(".zst", ".safetensors", ".png", ".html", ".nii.gz");
    private static final FileTime EARLY = FileTime.fromMillis(0);

    private StoredState() {}

    /**
     * Keeps what a backup has.
     *
     * @param backup folder of {@code nephrite backup}
     */
    static void write(Path backup, Path zip) throws IOException {
        Files.createDirectories(zip.getParent());
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String bucket : List.of(ObjectKeys.DATASETS, ObjectKeys.NEPHRITE)) {
                List<Path> kept;
                try (Stream<Path> files = Files.walk(backup.resolve(bucket))) {
                    kept = files.filter(StoredState::isKept).sorted().toList();
                }
                for (Path file : kept) {
                    ZipEntry entry = new ZipEntry(backup.relativize(file).toString());
                    entry.setLastModifiedTime(EARLY); // the same state makes the same file
                    out.putNextEntry(entry);
                    Files.copy(file, out);
                    out.closeEntry();
                }
            }
        }
    }

    private static boolean isKept(Path file) {
        try {
            boolean isPrediction = file.toString().contains("/validation/");
            return Files.isRegularFile(file)
                    && Files.size(file) <= LARGEST
                    && (isPrediction || VOXELS_AND_WEIGHTS.stream().noneMatch(file.toString()::endsWith));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts it into two buckets: uploads first, as it was. */
    static void read(InputStream zip, ObjectStore datasets, ObjectStore results) throws IOException {
        try (ZipInputStream in = new ZipInputStream(zip)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String name = entry.getName();
                String bucket = name.substring(0, name.indexOf('/'));
                ObjectStore store = bucket.equals(ObjectKeys.DATASETS) ? datasets : results;
                store.put(name.substring(bucket.length() + 1), in.readAllBytes());
            }
        }
    }
}
