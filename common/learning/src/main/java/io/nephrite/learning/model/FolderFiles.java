package io.nephrite.learning.model;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What folders of models have in common, on disk. */
final class FolderFiles {
    private static final String FOLD = "fold_";
    private static final String FOLD_NAME = FOLD + "(0|[1-9][0-9]{0,2}|" + Experiment.FOLD_ALL + ")";

    private FolderFiles() {}

    static byte[] bytes(Path file, String expected) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL, file + " does not exist; expected " + expected + " of the model");
        }
        return Files.readAllBytes(file);
    }

    /** Folds of a folder, numbers first, ascending. */
    static List<String> folds(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory)
                    .map(f -> f.getFileName().toString())
                    .filter(name -> name.matches(FOLD_NAME))
                    .map(name -> name.substring(FOLD.length()))
                    .sorted(Comparator.comparing((String fold) -> fold.equals(Experiment.FOLD_ALL))
                            .thenComparing(String::length)
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    static Path fold(Path folder, String fold) {
        return folder.resolve(FOLD + fold);
    }

    /** Cases need not be listed: those of the training are of no interest here. */
    static Description description(byte[] json, Path place) {
        Description description = DescriptionReader.withoutCases(json);
        if (!description.isUsable()) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    place + " cannot be used:\n"
                            + description.faults().stream()
                                    .filter(Fault::isError)
                                    .map(Fault::sentence)
                                    .collect(Collectors.joining("\n")));
        }
        return description;
    }
}
