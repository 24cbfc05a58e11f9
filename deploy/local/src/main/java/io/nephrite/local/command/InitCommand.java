package io.nephrite.local.command;

import io.nephrite.core.pipeline.Namespace;
import io.nephrite.local.broker.TopicCreation;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.ChosenNamespace;
import io.nephrite.local.store.BucketCreation;
import io.nephrite.s3.S3Connection;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = "Creates the topics on a Kafka and the buckets on a MinIO server, with its notifications. For "
                + "deployments; reads the services' environment variables. Safe to repeat.")
final class InitCommand implements Callable<Integer> {
    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "1",
            description = "Copies of each topic (default: ${DEFAULT-VALUE}).")
    int replicas;

    @Option(
            names = "--queue",
            paramLabel = "ARN",
            defaultValue = "arn:minio:sqs::EVENTS:kafka",
            description = "MinIO's Kafka target (default: ${DEFAULT-VALUE}).")
    String queue;

    @Override
    public Integer call() throws Exception {
        Namespace namespace = ChosenNamespace.ofEnvironment();
        TopicCreation.createMissing(setting("KAFKA_BOOTSTRAP_SERVERS"), namespace.topics(), replicas);
        S3Connection store = new S3Connection(
                URI.create(setting("S3_ENDPOINT")),
                setting("S3_ACCESS_KEY"),
                setting("S3_SECRET_KEY"),
                S3Connection.USUAL_REGION);
        BucketCreation.prepare(store.client(), namespace, queue);
        Terminals.standard().line("topics and buckets are there");
        return ExitCode.OK;
    }

    private static String setting(String variable) {
        String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw new BadInput("the environment variable " + variable + " is not set");
        }
        return value;
    }
}
