package io.nephrite.local.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has cost so far.
 *
 * @param cpuSeconds of all its threads
 * @param peakMib largest resident memory, MiB; where the system tells it
 */
record ProcessCost(double cpuSeconds, long peakMib) {
    /** The last line of a histogram of classes: instances, then bytes. */
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(?<bytes>\\d+)");

    static ProcessCost of(long pid) {
        double cpu = ProcessHandle.of(pid)
                .flatMap(p -> p.info().totalCpuDuration())
                .map(d -> d.toNanos() / 1e9)
                .orElse(Double.NaN);
        return new ProcessCost(cpu, peakMib(pid));
    }

    private static long peakMib(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0; // not Linux, or gone
        }
    }

    /** What a Java process holds on its heap after a full collection, KiB. */
    static long liveHeapKib(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String last = "";
        try (var lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("Total")) {
                    last = line;
                }
            }
        }
        if (!process.waitFor(1, TimeUnit.MINUTES) || last.isEmpty()) {
            throw new IOException("the heap of process " + pid + " could not be counted");
        }
        Matcher total = TOTAL.matcher(last);
        if (!total.find()) {
            throw new IOException("the heap of process " + pid + " is told as " + last);
        }
        return Long.parseLong(total.group("bytes")) >> 10;
    }

    ProcessCost since(ProcessCost before) {
        return new ProcessCost(cpuSeconds - before.cpuSeconds, peakMib);
    }
}
