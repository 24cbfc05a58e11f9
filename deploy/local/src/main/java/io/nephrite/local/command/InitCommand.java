package io.nephrite.local.command;

import io.nephrite.init.Preparation;
import io.nephrite.local.client.BadInput;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description =
                "Creates the topics on a Kafka and the buckets on an S3 store, with MinIO's notifications. For "
                        + "deployments; reads the services' environment variables. Safe to repeat: what is there stays as it is.")
final class InitCommand implements Callable<Integer> {
    @Option(
            names = "--replicas",
            paramLabel = "N",
            description = "Copies of each topic (default: " + Preparation.REPLICAS + ", or -1: as the broker is set).")
    Integer replicas;

    @Option(
            names = "--queue",
            paramLabel = "ARN",
            description = "MinIO's Kafka target, or " + Preparation.NO_QUEUE + " on a store that has none (default: "
                    + Preparation.QUEUE + ", or " + Preparation.USUAL_QUEUE + ").")
    String queue;

    @Override
    public Integer call() throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (replicas != null) {
            environment.put(Preparation.REPLICAS, replicas.toString());
        }
        if (queue != null) {
            environment.put(Preparation.QUEUE, queue);
        }
        try {
            Preparation.of(environment).run();
        } catch (IllegalArgumentException e) {
            throw new BadInput(e.getMessage(), e);
        }
        Terminals.standard().line("topics and buckets are there");
        return ExitCode.OK;
    }
}
