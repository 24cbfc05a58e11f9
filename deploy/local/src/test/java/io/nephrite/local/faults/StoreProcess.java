package io.nephrite.local.faults;

import io.nephrite.core.pipeline.Namespace;
import io.nephrite.local.store.EmbeddedStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The launcher's store in a process of its own, in the place of MinIO's server. */
final class StoreProcess {
    private StoreProcess() {}

    /**
     * Runs a store.
     *
     * @param arguments folder, port, access key, secret key, addresses of the broker
     */
    public static void main(String[] arguments) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.start(
                Path.of(arguments[0]),
                List.of(Namespace.WHOLE),
                Integer.parseInt(arguments[1]),
                arguments[2],
                arguments[3],
                arguments[4])) {
            if (!store.endpoint().endsWith(":" + arguments[1])) {
                throw new IllegalStateException(
                        "port " + arguments[1] + " is taken; the store came up on " + store.endpoint());
            }
            new CountDownLatch(1).await();
        }
    }
}
