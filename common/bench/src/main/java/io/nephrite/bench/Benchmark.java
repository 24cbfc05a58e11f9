package io.nephrite.bench;

import java.util.List;

/**
 * A measurement of a whole job. Where nnU-Net and SimpleITK are installed, it measures them with the same input.
 * Found by {@link java.util.ServiceLoader}: an implementation is public, has a public constructor without parameters,
 * and is named in {@code META-INF/services/io.nephrite.bench.Benchmark} (in any module on the launcher's class path).
 */
public interface Benchmark {
    /** What is typed after {@code ./nephrite bench}, such as {@code preprocess}. */
    String name();

    /** One line for the list of benchmarks. */
    String summary();

    /** Alternates the two sides at least three times and compares medians; machines are shared. */
    List<Comparison> run(BenchmarkRun run) throws Exception;
}
