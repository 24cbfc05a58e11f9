package io.nephrite.local.command;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files that the offline verbs read, with messages for those who named them. */
final class OfflineInput {
    private OfflineInput() {}

    static Description description(Path datasetJson) throws IOException {
        Description description = DescriptionReader.dataset(bytes(datasetJson, "a dataset.json"));
        if (!description.isUsable()) {
            throw new BadInput(datasetJson + " cannot be used:\n"
                    + description.faults().stream()
                            .filter(Fault::isError)
                            .map(Fault::sentence)
                            .collect(Collectors.joining("\n")));
        }
        return description;
    }

    static byte[] bytes(Path file, String expected) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInput(file + " does not exist; expected " + expected);
        }
        return Files.readAllBytes(file);
    }

    /** The images or label maps of a folder, by name. */
    static List<Path> niftiFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new BadInput(folder + " is no folder; expected one with .nii.gz or .nii files");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(OfflineInput::isNifti).sorted().toList();
            if (found.isEmpty()) {
                throw new BadInput(folder + " holds no .nii.gz or .nii file");
            }
            return found;
        }
    }

    private static boolean isNifti(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && (name.endsWith(".nii.gz") || name.endsWith(".nii"));
    }

    /** The file's name without {@code .nii.gz} or {@code .nii}. */
    static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("(?i)\\.nii(\\.gz)?$", "");
    }
}
