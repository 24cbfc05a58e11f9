package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What lies directly in a folder that an offline verb reads. Folders inside it are not entered.
 *
 * @param files ascending by name
 * @param folders names of the folders inside it, ascending
 * @param faults what has an image's name and cannot be read, such as a symbolic link to nothing
 */
record FilesOfFolder(Path folder, List<StoredFile> files, List<String> folders, List<Fault> faults) {
    FilesOfFolder {
        files = List.copyOf(files);
        folders = List.copyOf(folders);
        faults = List.copyOf(faults);
    }

    /** @param key of each file, from its path */
    static FilesOfFolder of(Path folder, Function<Path, String> key) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new BadInput(folder + (Files.exists(folder) ? " is no folder" : " does not exist")
                    + "; expected a folder with " + ImageFormat.listed() + " files");
        }
        List<StoredFile> files = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (Path path : children(folder)) {
            String name = path.getFileName().toString();
            if (Files.isRegularFile(path)) {
                files.add(new StoredFile(key.apply(path), Files.size(path), ""));
            } else if (Files.isDirectory(path)) {
                folders.add(name);
            } else {
                boolean link = Files.isSymbolicLink(path);
                faults.add(Fault.of(
                                FaultCode.FILE_MISSING,
                                link ? "a symbolic link to nothing" : "neither a file nor a folder",
                                "a file")
                        .mendedBy(link ? "fetch what it points to, or remove the link" : "remove it")
                        .in(name));
            }
        }
        return new FilesOfFolder(folder, files, folders, faults);
    }

    /** A folder inside that holds images: what somebody may have meant who gave this one. */
    Optional<Path> inner() throws IOException {
        for (String name : folders) {
            for (Path path : children(folder.resolve(name))) {
                if (Files.isRegularFile(path)
                        && ImageFormat.of(path.getFileName().toString()).isPresent()) {
                    return Optional.of(folder.resolve(name));
                }
            }
        }
        return Optional.empty();
    }

    /** Says which folders are not entered; one that holds images in a warning. */
    void tellFolders(Terminal terminal) throws IOException {
        Optional<Path> inner = inner();
        if (inner.isPresent()) {
            terminal.line("warning: " + inner.get() + " holds images, which are not read: only the files directly in "
                    + folder + " are; name that folder to have it read");
        }
        List<String> others = folders.stream()
                .filter(name ->
                        inner.filter(path -> path.equals(folder.resolve(name))).isEmpty())
                .toList();
        if (!others.isEmpty()) {
            terminal.line("folders inside " + folder + ", left alone: " + OfflineInput.shortened(others));
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList();
        }
    }
}
