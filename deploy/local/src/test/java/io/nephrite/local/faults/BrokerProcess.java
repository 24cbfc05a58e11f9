package io.nephrite.local.faults;

import io.nephrite.local.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A Kafka broker in a process of its own, so that it can be killed and stopped. */
final class BrokerProcess {
    private BrokerProcess() {}

    /**
     * Runs a broker.
     *
     * @param arguments folder of the broker, and its port, which must be free
     */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), port)) {
            if (!broker.bootstrapServers().endsWith(":" + port)) {
                throw new IllegalStateException(
                        "port " + port + " is taken; the broker came up on " + broker.bootstrapServers());
            }
            new CountDownLatch(1).await();
        }
    }
}
