package io.nephrite.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** Certificates of authorities (PEM) that a store is trusted by beside those that Java trusts. */
final class OwnAuthority {
    private final Path file;

    OwnAuthority(Path file) {
        this.file = file;
    }

    /** @throws IllegalArgumentException where the file holds no certificate */
    void addTo(OkHttpClient.Builder http) {
        try {
            X509TrustManager trust = trust();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            http.sslSocketFactory(context.getSocketFactory(), trust);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "no certificate of an authority can be read from " + file + "; it must be a PEM file: " + e, e);
        }
    }

    private X509TrustManager trust() throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int number = 0;
        for (X509Certificate known : manager(null).getAcceptedIssuers()) {
            all.setCertificateEntry("java-" + number++, known);
        }
        Collection<? extends Certificate> own;
        try (InputStream in = Files.newInputStream(file)) {
            own = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (own.isEmpty()) {
            throw new IOException("the file is empty");
        }
        for (Certificate certificate : own) {
            all.setCertificateEntry("own-" + number++, certificate);
        }
        return manager(all);
    }

    /** @param certificates null for those that Java trusts */
    private static X509TrustManager manager(KeyStore certificates) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(certificates);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
