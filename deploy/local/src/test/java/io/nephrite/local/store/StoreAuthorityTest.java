package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.minio.BucketExistsArgs;
import io.minio.errors.MinioException;
import io.nephrite.local.broker.OwnAuthority;
import io.nephrite.s3.S3Call;
import io.nephrite.s3.S3Connection;
import io.nephrite.s3.StoreKeys;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store with TLS under an authority of its own is reached with that authority, and not without. */
class StoreAuthorityTest {
    @TempDir
    private static Path folder;

    private static OwnAuthority authority;
    private static HttpsServer server;

    @BeforeAll
    static void start() throws Exception {
        authority = OwnAuthority.in(folder.resolve("tls"));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(authority.server())) {
            keys.load(in, OwnAuthority.PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, OwnAuthority.PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", request -> {
            request.sendResponseHeaders(200, -1);
            request.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void trustsTheAuthorityThatIsNamed() throws Exception {
        assertThat(finds(Optional.of(authority.certificate()))).isTrue();
    }

    @Test
    void trustsNoOther() {
        assertThatThrownBy(() -> finds(Optional.empty()))
                .isInstanceOf(MinioException.class)
                .hasCauseInstanceOf(SSLException.class);
    }

    @Test
    void namesAFileThatHoldsNoCertificate() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.crt"));

        assertThatThrownBy(() -> finds(Optional.of(empty)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty.crt");
    }

    private static boolean finds(Optional<Path> authorities) throws MinioException {
        S3Connection store = new S3Connection(
                URI.create("https://127.0.0.1:" + server.getAddress().getPort()),
                new StoreKeys.Given("key", "secret", Optional.empty()),
                S3Connection.USUAL_REGION,
                authorities);
        return S3Call.of(() -> store.client()
                .bucketExists(BucketExistsArgs.builder().bucket("datasets").build()));
    }
}
