package io.nephrite.local.client;

import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A dataset on disk, in any layout that ingest reads.
 *
 * @param name first part of its objects' keys: the folder's name; of a KiTS19 checkout the task's
 * @param files what of the folder belongs to a dataset, by path relative to it with slashes
 */
public record DatasetFolder(Path root, String name, NavigableMap<String, Path> files) {
    private static final List<String> DOCUMENTS = List.of(".json", ".csv");
    /** What users of nnU-Net v1 make of a KiTS19 checkout, whose folder says what it is and not which task. */
    private static final String KITS_TASK = "Task040_KiTS";

    /** Looks at names alone; ingest checks the cases. */
    public static DatasetFolder open(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            throw new BadInput(folder + (Files.exists(root) ? " is a file" : " does not exist")
                    + "; expected the folder of a dataset, with dataset.json in it");
        }
        NavigableMap<String, Path> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            found.filter(file -> belongs(root, file))
                    .filter(Files::isRegularFile)
                    .forEach(file -> files.put(key(root, file), file));
        }
        Optional<String> description =
                DescriptionReader.PLACES.stream().filter(files::containsKey).findFirst();
        if (description.isEmpty()) {
            throw new BadInput(folder + " holds no dataset.json; expected nnU-Net's or the Decathlon's dataset.json "
                    + "beside imagesTr and labelsTr, or a KiTS19 checkout with data/kits.json"
                    + nearMiss(root));
        }
        boolean kits = !description.get().equals(DescriptionReader.DATASET_JSON);
        return new DatasetFolder(root, kits ? KITS_TASK : nameOf(root), files);
    }

    /** What dataset.json or kits.json says, with all that is wrong about it. */
    public Description description() throws IOException {
        String place = DescriptionReader.PLACES.stream()
                .filter(files::containsKey)
                .findFirst()
                .orElseThrow();
        Path file = files.get(place);
        long size = Files.size(file);
        return size > DescriptionReader.LARGEST_BYTES
                ? DescriptionReader.tooLarge(place, size)
                : DescriptionReader.at(place, Files.readAllBytes(file));
    }

    private static boolean belongs(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (part.toString().startsWith(".")) {
                return false; // ._* of macOS archives, .git and our own .nephrite
            }
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ImageFormat.of(name).isPresent()
                || DOCUMENTS.stream().anyMatch(name::endsWith)
                || ImageFormat.companionEndings().stream().anyMatch(name::endsWith);
    }

    private static String key(Path root, Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    private static String nameOf(Path root) {
        String name =
                root.getFileName() == null ? "dataset" : root.getFileName().toString();
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** A dataset one level down is the commonest mistake. */
    private static String nearMiss(Path root) throws IOException {
        try (Stream<Path> children = Files.list(root)) {
            return children.filter(child -> Files.isRegularFile(child.resolve("dataset.json")))
                    .sorted()
                    .findFirst()
                    .map(child -> "; did you mean " + child + "?")
                    .orElse("");
        }
    }
}
