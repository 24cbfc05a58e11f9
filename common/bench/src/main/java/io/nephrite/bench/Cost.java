package io.nephrite.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * The time and memory that a piece of work took in this process.
 *
 * @param cpuSeconds of all threads, garbage collection and compilation included
 * @param peakRssMib highest resident set of the process while the work ran; the system's, where it lets the mark be
 *     reset, else since the process started; 0 where it does not tell
 */
public record Cost(double wallSeconds, double cpuSeconds, double peakRssMib) {
    private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Runs the work once. */
    public static Cost of(Callable<?> work) throws Exception {
        resetPeak();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = system.getProcessCpuTime();
        long wall = System.nanoTime();
        work.call();
        return new Cost((System.nanoTime() - wall) / 1e9, (system.getProcessCpuTime() - cpu) / 1e9, highestRssMib());
    }

    /** What this process took since it began; the wall time is not known. */
    static Cost ofProcess() throws IOException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Cost(Double.NaN, system.getProcessCpuTime() / 1e9, highestRssMib());
    }

    private static void resetPeak() throws IOException {
        if (Files.isWritable(CLEAR_REFS)) {
            Files.writeString(CLEAR_REFS, "5"); // Linux: forget the high-water mark of the resident set
        }
    }

    private static double highestRssMib() throws IOException {
        return statusMib("VmHWM:");
    }

    /** Resident set of this process now; 0 where the system does not tell. */
    static double rssMib() {
        try {
            return statusMib("VmRSS:");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double statusMib(String field) throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(field))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
