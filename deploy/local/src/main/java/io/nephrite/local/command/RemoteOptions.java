package io.nephrite.local.command;

import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.ChosenNamespace;
import io.nephrite.local.client.Connection;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.system.DataFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which running system to talk to: the one on a data folder of this machine, or a remote one by its addresses. */
final class RemoteOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".nephrite",
            description = "Folder of the system that runs on this machine (default: ${DEFAULT-VALUE}).")
    Path data;

    @Option(
            names = "--s3",
            paramLabel = "URL",
            description =
                    "Remote store; keys from S3_ACCESS_KEY, S3_SECRET_KEY, prefix of its buckets from NEPHRITE_PREFIX.")
    URI s3;

    @Option(
            names = "--eval",
            paramLabel = "URL",
            description =
                    "Address of a remote eval-service, which knows how far the work is; needs --s3. Its token comes from"
                            + " NEPHRITE_TOKEN.")
    URI eval;

    ServiceClient client() throws IOException {
        return new ServiceClient(connection(Optional.empty()));
    }

    /**
     * For an upload.
     *
     * @param ingest remote ingest-service, where it is given
     */
    ServiceClient uploadClient(Optional<URI> ingest) throws IOException {
        if (ingest.isPresent() && s3 == null) {
            throw new BadInput("--ingest is given without --s3; a remote system is named by both");
        }
        return new ServiceClient(connection(ingest));
    }

    /** Whether the system is one that was started on this machine, all of whose addresses are known. */
    boolean isLocal() {
        return s3 == null;
    }

    /** Waits for the system as long as it makes sense: one on this machine is there while a process has its folder. */
    Retry retry(Terminal terminal) {
        return isLocal()
                ? new Retry(this::endOfLocalSystem, Silence.OF_THIS_MACHINE, terminal)
                : new Retry(Optional::empty, Silence.OF_AN_ADDRESS, terminal);
    }

    private Optional<String> endOfLocalSystem() {
        return DataFolder.isTaken(data)
                ? Optional.empty()
                : Optional.of("no system runs on " + data.toAbsolutePath().normalize()
                        + "; start one with `./nephrite up`, name its folder with --data, or a remote one with --s3");
    }

    /** For a question to eval. */
    ServiceClient statusClient() throws IOException {
        if (s3 != null && eval == null) {
            throw new BadInput("--eval is not given; a remote system's status comes from its eval-service, such as "
                    + "--eval http://" + s3.getHost() + ":8085");
        }
        return client();
    }

    private Connection connection(Optional<URI> ingest) throws IOException {
        if (s3 != null) {
            Map<String, URI> services = new HashMap<>();
            Optional.ofNullable(eval).ifPresent(url -> services.put("eval-service", url));
            ingest.ifPresent(url -> services.put("ingest-service", url));
            return new Connection(s3, key("S3_ACCESS_KEY"), key("S3_SECRET_KEY"), "", services)
                    .in(ChosenNamespace.ofEnvironment())
                    .with(Optional.ofNullable(System.getenv("NEPHRITE_TOKEN")).filter(t -> !t.isBlank()));
        }
        if (eval != null) {
            throw new BadInput("--eval is given without --s3; a remote system is named by both");
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
