package io.nephrite.local.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority that only this test knows, and a certificate of a server on 127.0.0.1 that it has signed. */
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
        made.keytool("-genkeypair", "-keystore", "server.p12", "-alias", "server", "-dname", "CN=server");
        made.keytool("-certreq", "-keystore", "server.p12", "-alias", "server", "-file", "server.csr");
        made.keytool(
                "-gencert",
                "-keystore",
                "ca.p12",
                "-alias",
                "ca",
                "-ext",
                "san=ip:127.0.0.1",
                "-rfc",
                "-infile",
                "server.csr",
                "-outfile",
                "server.crt");
        made.keytool("-importcert", "-noprompt", "-keystore", "server.p12", "-alias", "ca", "-file", "ca.crt");
        made.keytool("-importcert", "-noprompt", "-keystore", "server.p12", "-alias", "server", "-file", "server.crt");
        return made;
    }

    /** PEM of the authority, which clients trust. */
    public Path certificate() {
        return folder.resolve("ca.crt");
    }

    /** PKCS12 with the server's key and its signed certificate. */
    public Path server() {
        return folder.resolve("server.p12");
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
