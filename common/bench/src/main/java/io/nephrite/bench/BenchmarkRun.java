package io.nephrite.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The arguments and settings that a benchmark is started with.
 *
 * @param peer absent where only our side is measured
 * @param scratch an empty folder, deleted after the run
 * @param threads for both sides
 * @param arguments what was typed after the benchmark's name and is not an option of the frame
 * @param progress takes lines for the user while the run goes on
 */
public record BenchmarkRun(
        Optional<Peer> peer, Path scratch, int threads, List<String> arguments, Consumer<String> progress) {
    public BenchmarkRun {
        arguments = List.copyOf(arguments);
    }

    /** The first argument as a number, or what is taken where nothing was typed. */
    int number(int otherwise) {
        try {
            return arguments.isEmpty() ? otherwise : Integer.parseInt(arguments.get(0));
        } catch (NumberFormatException e) {
            throw new UsageException("a whole number");
        }
    }
}
