package io.nephrite.local.command;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files that the offline verbs read, with messages for those who named them. */
final class OfflineInput {
    private OfflineInput() {}

    /** Reads a dataset.json and prints its warnings. */
    static Description description(Path datasetJson) throws IOException {
        Description description = DescriptionReader.dataset(bytes(datasetJson, "a dataset.json"));
        if (!description.isUsable()) {
            throw new BadInput(datasetJson + " cannot be used:\n"
                    + description.faults().stream()
                            .filter(Fault::isError)
                            .map(Fault::sentence)
                            .collect(Collectors.joining("\n")));
        }
        description.faults().stream()
                .filter(f -> !f.isError())
                .forEach(f -> Terminals.standard()
                        .line("warning: " + f.in(datasetJson.toString()).sentence()));
        return description;
    }

    static byte[] bytes(Path file, String expected) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInput(file + " does not exist; expected " + expected);
        }
        return Files.readAllBytes(file);
    }

    static boolean isNotEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }

    /** Of a name that nobody needs to hear of one by one. */
    static String shortened(List<String> names) {
        int most = 5;
        return String.join(", ", names.subList(0, Math.min(most, names.size())))
                + (names.size() > most ? " and " + (names.size() - most) + " more" : "");
    }
}
