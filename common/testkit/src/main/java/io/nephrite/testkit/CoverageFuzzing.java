package io.nephrite.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Jazzer in a process of its own: it mutates inputs and keeps those that reach new code. What it finds lies below
 * {@code target/fuzz} of the module and fails the test.
 *
 * <p>{@code -Dnephrite.fuzz.seconds} and {@code -Dnephrite.fuzz.runs} say how long and how often: usually twenty seconds
 * or 200,000 inputs, whichever comes first. The number of inputs is limited so that a faster machine does not search
 * further than the machine on which a change was tested.
 */
public final class CoverageFuzzing {
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
    /** The first input waits until the classes are instrumented, which takes long where the machine does other work. */
    private static final Duration LONGEST_INPUT = Duration.ofMinutes(1);

    private static final Duration START = Duration.ofMinutes(5);

    private CoverageFuzzing() {}

    /** Runs a target, and prints how many inputs were tried. */
    public static void run(FuzzTarget target) throws IOException, InterruptedException {
        long seconds = Long.getLong("nephrite.fuzz.seconds", 20);
        Class<?> type = target.getClass();
        Path folder = Files.createDirectories(Path.of("target", "fuzz", type.getSimpleName()));
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        int number = 0;
        for (byte[] seed : target.seeds()) {
            Files.write(corpus.resolve("seed-" + number++), seed);
        }
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + type.getName(),
                        "--instrumentation_includes=io.nephrite.**",
                        "--custom_hook_excludes=**",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + folder + "/",
                        "-max_total_time=" + seconds,
                        "-runs=" + Long.getLong("nephrite.fuzz.runs", 200_000),
                        "-timeout=" + LONGEST_INPUT.toSeconds(),
                        "-rss_limit_mb=3000",
                        "-seed=7",
                        corpus.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean hasEnded = process.waitFor(seconds + START.toSeconds(), TimeUnit.SECONDS);
        if (!hasEnded) {
            process.destroyForcibly().waitFor();
        }
        String told = Files.readString(log);
        assertThat(hasEnded && process.exitValue() == 0)
                .as("%s: see %s%n%s", type.getSimpleName(), log.toAbsolutePath(), end(told))
                .isTrue();
        MatchResult done = DONE.matcher(told).results().reduce((a, b) -> b).orElseThrow();
        System.out.println(type.getSimpleName() + ": " + done.group(1) + " inputs in " + done.group(2) + " s");
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - 6000));
    }
}
