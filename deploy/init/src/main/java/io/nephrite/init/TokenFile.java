package io.nephrite.init;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The token of a system whose services share a folder, and of which nobody has given one: it is made once, readable by
 * the owner alone, and kept.
 */
final class TokenFile {
    /** The token itself, where somebody has given one. */
    static final String TOKEN = "NEPHRITE_TOKEN";

    /** Where it is kept else. */
    static final String FILE = "NEPHRITE_TOKEN_FILE";

    /** Where people see the page, such as {@code http://localhost:8085}. */
    static final String PAGE = "NEPHRITE_PAGE";

    private static final int BYTES = 20;

    private TokenFile() {}

    /**
     * As the environment variables say, which the services read too.
     *
     * @return the address of the page with the token; empty where the system has no token or no address is given
     */
    static Optional<String> prepare(Map<String, String> environment) throws IOException {
        Optional<String> token = given(environment, TOKEN);
        if (token.isEmpty() && given(environment, FILE).isPresent()) {
            token = Optional.of(keep(Path.of(given(environment, FILE).get())));
        }
        Optional<String> page = given(environment, PAGE);
        return page.isPresent() ? token.map(t -> page.get() + "/?token=" + t) : Optional.empty();
    }

    private static Optional<String> given(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }

    private static String keep(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            Path fresh = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    "token",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, HexFormat.of().formatHex(random), StandardCharsets.US_ASCII);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }
}
