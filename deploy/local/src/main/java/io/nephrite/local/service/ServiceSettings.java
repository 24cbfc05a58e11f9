package io.nephrite.local.service;

import io.nephrite.core.pipeline.Namespace;
import io.nephrite.s3.S3Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The places of the services' programs, and the settings that the launcher starts them with.
 *
 * @param home the project's folder, with the packaged services below
 * @param java the program that runs them
 * @param data folder of the embedded system: logs and caches go below
 * @param namespace of the names on broker and store
 * @param bootstrapServers of the broker
 * @param s3Endpoint such as {@code http://127.0.0.1:9000}
 * @param token with which they let somebody do everything, and nobody without it
 * @param threads for a service that computes
 * @param machineMib memory of the machine, MiB
 * @param archives with which they start faster
 */
public record ServiceSettings(
        Path home,
        Path java,
        Path data,
        Namespace namespace,
        String bootstrapServers,
        String s3Endpoint,
        String s3AccessKey,
        String s3SecretKey,
        String token,
        int threads,
        long machineMib,
        ClassArchives archives) {
    /** Large tensors come from a heap that is kept, not from fresh pages: a third of a training step on CPUs. */
    static final String GLIBC_TUNABLES =
            "glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=68719476736";

    /** How long a training that is asked to stop may take to save itself: its running step, seconds on one machine. */
    static final Duration GRACE = Duration.ofSeconds(20);

    Path log(ServiceKind kind) {
        return data.resolve("logs").resolve(kind.serviceName() + ".log");
    }

    List<String> command(ServiceKind kind) {
        return command(kind, archives);
    }

    List<String> commandWithoutArchive(ServiceKind kind) {
        return command(kind, ClassArchives.NONE);
    }

    private List<String> command(ServiceKind kind, ClassArchives used) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(kind.javaOptions(machineMib));
        command.addAll(used.options(kind));
        // what Java says of a crash, beside the service's log
        command.add("-XX:ErrorFile=" + data.resolve("logs").resolve("crash-of-" + kind.serviceName() + "-%p.log"));
        command.add("-Dai.djl.pytorch.num_threads=" + threads);
        command.add("-jar");
        command.add(kind.jar(home).toString());
        return command;
    }

    /**
     * @param ports on which the services listen; for eval also the trainer's port, to which it sends the requests of
     * the page
     */
    Map<String, String> environment(ServiceKind kind, Map<ServiceKind, Integer> ports) {
        Map<String, String> environment = new HashMap<>();
        environment.put(Namespace.VARIABLE, namespace.prefix());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        environment.put("S3_ENDPOINT", s3Endpoint);
        environment.put("S3_ACCESS_KEY", s3AccessKey);
        environment.put("S3_SECRET_KEY", s3SecretKey);
        environment.put("S3_REGION", S3Connection.USUAL_REGION);
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", Integer.toString(ports.get(kind)));
        environment.put("NEPHRITE_LOGIN", "token");
        environment.put("NEPHRITE_TOKEN", token);
        environment.put("NEPHRITE_PARENT_PIPE", "true");
        environment.put("NEPHRITE_MEMBER", "local"); // one process of each kind, which starts again after a kill
        environment.put(
                "NEPHRITE_CACHE_DIR",
                data.resolve("cache").resolve(kind.serviceName()).toString());
        environment.put("NEPHRITE_THREADS", Integer.toString(threads));
        environment.put("NEPHRITE_MEMORY_GIB", Double.toString(kind.heapMib(machineMib) * 0.8 / 1024));
        environment.put("OMP_WAIT_POLICY", "PASSIVE"); // small networks: up to seven times faster
        if (kind == ServiceKind.EVAL) {
            environment.put("NEPHRITE_TRAINER_URL", "http://127.0.0.1:" + ports.get(ServiceKind.TRAINER));
        }
        if (kind == ServiceKind.TRAINER) {
            environment.put("NEPHRITE_GRACE_SECONDS", Long.toString(GRACE.toSeconds()));
            environment.put("GLIBC_TUNABLES", GLIBC_TUNABLES);
        }
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        environment.put("OPT_OUT_TRACKING", "true"); // DJL's telemetry
        return environment;
    }
}
