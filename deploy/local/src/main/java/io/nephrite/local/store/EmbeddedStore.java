package io.nephrite.local.store;

import io.nephrite.core.event.Topic;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.local.machine.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * A real S3 server over a folder ({@code <folder>/<bucket>/<key>}), on the loopback interface. Sends MinIO's record of
 * each new object that users upload to the topic {@code object-events} of the Nephrite that the bucket belongs to.
 */
public final class EmbeddedStore implements AutoCloseable {
    private static final long LARGEST_WHOLE_PUT = 64L << 20;
    private static final int LARGEST_CHUNK = 16 << 20;
    private static final int THREADS = 64;

    /** Pages of this machine may put what they have an address for. */
    private static final String LOOPBACK_ORIGINS = "https?://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]+)?";

    private final S3Proxy proxy;
    private final Optional<ObjectEventSender> sender;
    private final String endpoint;

    private EmbeddedStore(S3Proxy proxy, Optional<ObjectEventSender> sender, String endpoint) {
        this.proxy = proxy;
        this.sender = sender;
        this.endpoint = endpoint;
    }

    /**
     * Starts the server and creates the buckets.
     *
     * @param namespaces of the Nephrites that share the store
     * @param wantedPort taken where it is free; 0 for any
     */
    public static EmbeddedStore start(
            Path folder,
            List<Namespace> namespaces,
            int wantedPort,
            String accessKey,
            String secretKey,
            String bootstrapServers)
            throws Exception {
        ObjectEventSender sender = new ObjectEventSender(
                bootstrapServers,
                namespaces.stream().collect(Collectors.toMap(Namespace::datasets, n -> n.topic(Topic.OBJECT_EVENTS))));
        try {
            return start(folder, namespaces, wantedPort, accessKey, secretKey, Optional.of(sender));
        } catch (Exception e) {
            sender.close();
            throw e;
        }
    }

    /** Without a broker: to look at what is there, not to write. */
    public static EmbeddedStore startForReading(
            Path folder, List<Namespace> namespaces, String accessKey, String secretKey) throws Exception {
        return start(folder, namespaces, 0, accessKey, secretKey, Optional.empty());
    }

    private static EmbeddedStore start(
            Path folder,
            List<Namespace> namespaces,
            int wantedPort,
            String accessKey,
            String secretKey,
            Optional<ObjectEventSender> sender)
            throws Exception {
        for (Namespace namespace : namespaces) {
            for (String bucket : namespace.buckets()) {
                Files.createDirectories(folder.resolve(bucket));
            }
        }
        String endpoint = "http://127.0.0.1:" + FreePort.preferably(wantedPort);
        Consumer<ObjectChange> announcements = event -> sender.ifPresent(s -> s.accept(event));
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(new AnnouncingBlobStore(
                        IndexedBlobStore.over(
                                new RoomTellingBlobStore(
                                        new FilesystemNio2BlobStore(
                                                folder.toAbsolutePath().toString()),
                                        folder),
                                folder),
                        namespaces.stream().map(Namespace::datasets).collect(Collectors.toSet()),
                        announcements,
                        Clock.systemUTC()))
                .endpoint(URI.create(endpoint))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
                .ignoreUnknownHeaders(true)
                .corsRules(new CrossOriginResourceSharing(
                        List.of(LOOPBACK_ORIGINS), List.of("PUT"), List.of("*"), List.of("ETag"), ""))
                .jettyMaxThreads(THREADS)
                .v4MaxNonChunkedRequestSize(LARGEST_WHOLE_PUT)
                .v4MaxChunkSize(LARGEST_CHUNK)
                .build();
        proxy.start();
        return new EmbeddedStore(proxy, sender, endpoint);
    }

    /** Whether the server still takes requests. */
    public boolean isRunning() {
        return proxy.getState().equals("STARTED");
    }

    public String endpoint() {
        return endpoint;
    }

    @Override
    public void close() throws IOException {
        try {
            proxy.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the S3 server did not stop", e);
        } finally {
            sender.ifPresent(ObjectEventSender::close);
        }
    }
}
