package io.nephrite.local.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The five services, and what a process of each needs on one machine. */
public enum ServiceKind {
    INGEST(768, 0.10),
    PREPROCESS(1536, 0.30),
    PLANNER(768, 0.10),
    TRAINER(1024, 0.25),
    EVAL(768, 0.15);

    /**
     * Ten times Java's own thresholds: while a service starts nothing runs so often that optimising it pays, and loops
     * over voxels are optimised after milliseconds still.
     */
    private static final List<String> LATE_OPTIMISATION = List.of(
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    private final int leastHeapMib;
    private final double heapShare;

    ServiceKind(int leastHeapMib, double heapShare) {
        this.leastHeapMib = leastHeapMib;
        this.heapShare = heapShare;
    }

    /** Such as {@code ingest-service}: name of the module, of the log file and of the consumer group. */
    public String serviceName() {
        return name().toLowerCase(Locale.ROOT) + "-service";
    }

    /** The packaged service below the project's folder. */
    public Path jar(Path home) {
        return home.resolve(serviceName()).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** Greatest heap of a process on a machine with that much memory, MiB. */
    int heapMib(long machineMib) {
        return (int) Math.max(leastHeapMib, machineMib * heapShare);
    }

    /** Small machines, few objects that live long: the serial collector keeps the resident set and the threads down. */
    List<String> javaOptions(long machineMib) {
        List<String> options = new ArrayList<>(List.of(
                "-Xmx" + heapMib(machineMib) + "m",
                "-XX:+UseSerialGC",
                // PyTorch; Java 24 and later warn without it
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-Dai.djl.offline=true"));
        options.addAll(this == PLANNER ? List.of("-XX:TieredStopAtLevel=1") : LATE_OPTIMISATION);
        return options;
    }
}
