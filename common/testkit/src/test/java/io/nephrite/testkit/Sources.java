package io.nephrite.testkit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

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
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return BUILT.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(ending)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(found);
        return List.copyOf(found);
    }
}
