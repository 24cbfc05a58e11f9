package io.nephrite.runtime.login;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** How those who ask are known. */
@ConfigMapping(prefix = "nephrite.login")
interface LoginConfig {
    /** {@code none}, {@code token} or {@code oidc}. */
    LoginMode mode();

    /** The token of the system: of its owner, and of its services among themselves. */
    Optional<String> token();

    /** A file with the token, in place of the token itself. */
    Optional<Path> tokenFile();

    /** Address of the issuer of OpenID Connect. */
    Optional<URI> issuer();
}
