package io.nephrite.local.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority that only this test knows, and certificates of a server on 127.0.0.1 and of a client that it has signed. */
public final class OwnAuthority {
    public static final String PASSWORD = "for-this-test";

    private final Path folder;

    private OwnAuthority(Path folder) {
        this.folder = folder;
    }

    public static OwnAuthority in(Path folder) throws IOException, InterruptedException {
        OwnAuthority made = new OwnAuthority(Files.createDirectories(folder));
        made.keytool("-genkeypair", "-keystore", "ca.p12", "-alias", "ca", "-dname", "CN=own", "-ext", "bc:c");
        made.keytool("-exportcert", "-keystore", "ca.p12", "-alias", "ca", "-rfc", "-file", "ca.crt");
        made.sign("server", "san=ip:127.0.0.1");
        made.sign("client", "eku=clientAuth");
        return made;
    }

    /** A key with a certificate that the authority has signed, in {@code <name>.p12}. */
    private void sign(String name, String extension) throws IOException, InterruptedException {
        String store = name + ".p12";
        keytool("-genkeypair", "-keystore", store, "-alias", name, "-dname", "CN=" + name);
        keytool("-certreq", "-keystore", store, "-alias", name, "-file", name + ".csr");
        keytool(
                "-gencert",
                "-keystore",
                "ca.p12",
                "-alias",
                "ca",
                "-ext",
                extension,
                "-rfc",
                "-infile",
                name + ".csr",
                "-outfile",
                name + ".crt");
        keytool("-importcert", "-noprompt", "-keystore", store, "-alias", "ca", "-file", "ca.crt");
        keytool("-importcert", "-noprompt", "-keystore", store, "-alias", name, "-file", name + ".crt");
    }

    /** PEM of the authority, which clients trust. */
    public Path certificate() {
        return folder.resolve("ca.crt");
    }

    /** PKCS12 with the server's key and its signed certificate. */
    public Path server() {
        return folder.resolve("server.p12");
    }

    /** PEM of a client's key, as a Secret holds it. */
    public String clientKey() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(folder.resolve("client.p12").toFile(), PASSWORD.toCharArray());
        byte[] key = store.getKey("client", PASSWORD.toCharArray()).getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** PEM of its certificate and of the authority's. */
    public String clientCertificates() throws IOException {
        return Files.readString(folder.resolve("client.crt")) + Files.readString(certificate());
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC"));
        }
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", arguments) + ": " + said);
        }
    }
}
