package io.nephrite.local.client;

import io.nephrite.core.dataset.DatasetLayout;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A dataset on disk, in any layout that ingest reads.
 *
 * @param name first part of its objects' keys: the folder's name as it is; of a KiTS19 checkout the task's
 * @param files what of the folder belongs to a dataset, by path relative to it with slashes
 * @param leftAlone files of other kinds, which no dataset needs; paths, ascending
 * @param warnings what of the folder cannot be followed or read
 */
public record DatasetFolder(
        Path root, String name, NavigableMap<String, Path> files, List<String> leftAlone, List<String> warnings) {
    /** Looks at names alone; ingest checks the cases. */
    public static DatasetFolder open(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            throw new BadInput(folder + (Files.exists(root) ? " is a file" : " does not exist")
                    + "; expected the folder of a dataset, with dataset.json in it");
        }
        Walk walk = new Walk(root);
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
        NavigableMap<String, Path> files = walk.files;
        Optional<String> description =
                DescriptionReader.PLACES.stream().filter(files::containsKey).findFirst();
        if (description.isEmpty()) {
            throw new BadInput(folder + " holds no dataset.json; expected nnU-Net's or the Decathlon's dataset.json "
                    + "beside imagesTr and labelsTr, or a KiTS19 checkout with data/kits.json"
                    + nearMiss(root));
        }
        boolean kits = !description.get().equals(DescriptionReader.DATASET_JSON);
        return new DatasetFolder(
                root,
                kits ? DatasetLayout.KITS19_TASK : nameOf(root),
                files,
                walk.leftAlone.stream().sorted().toList(),
                walk.warnings.stream().sorted().toList());
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

    /** Collects the files below a folder, through symbolic links. */
    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final NavigableMap<String, Path> files = new TreeMap<>();
        private final List<String> leftAlone = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Walk(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return !directory.equals(root) && isHidden(directory)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isHidden(file)) {
                if (isKnown(file)) {
                    leftAlone.add(key(root, file));
                }
                return FileVisitResult.CONTINUE;
            }
            if (attributes.isSymbolicLink()) {
                warnings.add(key(root, file) + " is a symbolic link to nothing; fetch what it points to, or remove it");
            } else if (!isKnown(file)) {
                leftAlone.add(key(root, file));
            } else if (attributes.isRegularFile()) {
                files.put(key(root, file), file);
            } else {
                warnings.add(key(root, file) + " is no file that can be read; expected a regular one");
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (isHidden(file)) {
                return FileVisitResult.CONTINUE;
            }
            if (e instanceof FileSystemLoopException) {
                warnings.add(key(root, file) + " is a symbolic link to a folder that it lies in, and is not followed;"
                        + " remove it");
                return FileVisitResult.CONTINUE;
            }
            throw new BadInput(
                    file + " cannot be read: " + e.getClass().getSimpleName()
                            + "; give yourself the right to read the whole folder, or remove it",
                    e);
        }

        /** {@code ._*} of macOS archives, {@code .git} and our own {@code .nephrite}. */
        private static boolean isHidden(Path file) {
            return file.getFileName().toString().startsWith(".");
        }

        private static boolean isKnown(Path file) {
            return FileNames.mayBelongToDataset(file.getFileName().toString());
        }
    }

    private static String key(Path root, Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    /** As it is, so that no two folders share one; only that some systems take letters apart is undone. */
    private static String nameOf(Path root) {
        String folder = root.getFileName() == null ? "" : root.getFileName().toString();
        String name = Normalizer.normalize(folder, Normalizer.Form.NFC);
        if (!FileNames.isSafeDataset(name)) {
            throw new BadInput("the folder's name \"" + folder + "\" cannot be the name of a dataset; expected "
                    + FileNames.SAFE_CASE_ID + "; rename the folder");
        }
        return name;
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
