package io.nephrite.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finds the benchmarks on the class path and runs one by its name. */
public final class Benchmarks {
    private Benchmarks() {}

    /** All of them, by name. */
    public static List<Benchmark> all() {
        return ServiceLoader.load(Benchmark.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Benchmark::name))
                .toList();
    }

    public static Optional<Benchmark> find(String name) {
        return all().stream().filter(b -> b.name().equals(name)).findFirst();
    }

    /** Runs a benchmark in a scratch folder below {@code parent} and returns its table. */
    public static String table(
            Benchmark benchmark,
            Optional<Peer> peer,
            Path parent,
            int threads,
            List<String> arguments,
            Consumer<String> progress)
            throws Exception {
        Path scratch = Files.createTempDirectory(parent, "bench-" + benchmark.name());
        try {
            return ComparisonTable.of(benchmark.run(new BenchmarkRun(peer, scratch, threads, arguments, progress)));
        } finally {
            deleteTree(scratch);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
