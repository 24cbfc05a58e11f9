package io.nephrite.local.command;

import io.nephrite.local.client.Connection;
import io.nephrite.s3.S3Connection;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "up",
        description = "Keeps broker, store and the five services running until Ctrl-C. Whoever uploads a dataset into "
                + "bucket datasets, with any S3 client, starts the work.")
final class UpCommand implements Callable<Integer> {
    @Mixin
    SystemOptions system;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        try (Session session = Session.open(system, terminal)) {
            describe(session.connection(), terminal);
            CountDownLatch never = new CountDownLatch(1);
            while (!never.await(1, TimeUnit.SECONDS)) {
                if (session.defeat().isPresent()) {
                    throw new WorkFailedException(
                            ExitCode.FAULT, session.defeat().get());
                }
            }
        }
        return ExitCode.OK;
    }

    private void describe(Connection connection, Terminal terminal) {
        terminal.line("store       " + connection.s3Endpoint() + "  (S3, region " + S3Connection.USUAL_REGION
                + ", path style)");
        terminal.line("access key  " + connection.s3AccessKey());
        terminal.line("secret key  " + connection.s3SecretKey());
        terminal.line("buckets     datasets (yours), nephrite (results)");
        terminal.line("broker      " + connection.kafkaBootstrapServers());
        new TreeMap<>(connection.services()).forEach((name, address) -> terminal.line(name + "  " + address));
        terminal.line(
                "logs        " + system.data.resolve("logs").toAbsolutePath().normalize());
        terminal.line("page        " + connection.page());
        terminal.line("upload a dataset with `./nephrite upload DIR`; Ctrl-C ends everything");
    }
}
