package io.nephrite.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files of this checkout that people read: the documents, and the sources of the programs. */
final class Sources {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final Set<String> BUILT = Set.of("target", ".git", ".nephrite", "results", "node_modules");

    private Sources() {}

    /** README.md, docs and the README of each module. */
    static List<Path> documents() throws IOException {
        return files(".md");
    }

    /** Java of the programs, without tests. */
    static List<Path> java() throws IOException {
        return files(".java").stream()
                .filter(file -> ROOT.relativize(file).toString().contains("src/main/java"))
                .toList();
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(Sources::isOfTheProject)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isOfTheProject(Path file) {
        for (Path part : ROOT.relativize(file)) {
            if (BUILT.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }
}
