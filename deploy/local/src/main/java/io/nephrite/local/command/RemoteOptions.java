package io.nephrite.local.command;

import io.nephrite.local.BadInput;
import io.nephrite.local.Connection;
import io.nephrite.local.DataFolder;
import io.nephrite.local.client.ServiceClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which running system to talk to: the one on a data folder of this machine, or a remote one by its addresses. */
final class RemoteOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".nephrite",
            description = "Folder of the system that runs on this machine (default: ${DEFAULT-VALUE}).")
    Path data;

    @Option(names = "--s3", paramLabel = "URL", description = "Remote store; keys from S3_ACCESS_KEY, S3_SECRET_KEY.")
    URI s3;

    @Option(names = "--ingest", paramLabel = "URL", description = "Remote ingest-service.")
    URI ingest;

    @Option(names = "--eval", paramLabel = "URL", description = "Remote eval-service.")
    URI eval;

    ServiceClient client() throws IOException {
        return new ServiceClient(connection());
    }

    private Connection connection() throws IOException {
        if (s3 != null) {
            Map<String, URI> services = new HashMap<>();
            if (ingest != null) {
                services.put("ingest-service", ingest);
            }
            if (eval != null) {
                services.put("eval-service", eval);
            }
            return new Connection(s3, key("S3_ACCESS_KEY"), key("S3_SECRET_KEY"), "", services);
        }
        return DataFolder.connection(data)
                .orElseThrow(
                        () -> new BadInput(
                                "no system has run on " + data.toAbsolutePath().normalize()
                                        + "; start one with `./nephrite up`, name its folder with --data, or a remote one with --s3"));
    }

    private static String key(String variable) {
        String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw new BadInput("the environment variable " + variable + " is not set; --s3 needs it");
        }
        return value;
    }
}
