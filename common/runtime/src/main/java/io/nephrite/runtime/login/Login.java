package io.nephrite.runtime.login;

import io.nephrite.core.json.ContentHash;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import jakarta.ws.rs.core.NewCookie;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The settings of the login. They are checked at the start: a service does not start if its settings would let in
 * everybody or nobody, unless they say so explicitly.
 */
@ApplicationScoped
public class Login {
    private static final Logger LOG = Logger.getLogger(Login.class);

    /** What a header can carry; so long that nobody finds it by trying. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{20,}");

    private static final int NAME_DIGITS = 8;

    private final LoginMode mode;
    private final Optional<String> token;
    private final Optional<String> cookieName;
    private final Optional<String> fault;

    Login(LoginConfig config) {
        this.mode = config.mode();
        String found = null;
        String wrong = null;
        try {
            found = tokenOf(config);
        } catch (IOException e) {
            wrong = "the file that NEPHRITE_TOKEN_FILE names cannot be read: " + e;
        }
        this.token = Optional.ofNullable(found);
        this.cookieName = token.map(t ->
                "nephrite-" + ContentHash.of(t.getBytes(StandardCharsets.UTF_8)).substring(0, NAME_DIGITS));
        this.fault = Optional.ofNullable(wrong)
                .or(() -> fault(mode, token, config.issuer().isPresent()));
    }

    private static String tokenOf(LoginConfig config) throws IOException {
        Optional<Path> file = config.tokenFile();
        return config.token().isEmpty() && file.isPresent()
                ? Files.readString(file.get(), StandardCharsets.US_ASCII).strip()
                : config.token().orElse(null);
    }

    /** What is wrong with the settings, and what to do. The text never contains the token. */
    static Optional<String> fault(LoginMode mode, Optional<String> token, boolean hasIssuer) {
        if (mode == LoginMode.OIDC && !hasIssuer) {
            return Optional.of(
                    "NEPHRITE_LOGIN is oidc, which it is where it is not set, and NEPHRITE_OIDC_ISSUER is not"
                            + " set; name the issuer of OpenID Connect, such as https://login.example.org/realms/lab, or set"
                            + " NEPHRITE_LOGIN to token, or to none, which lets everybody who reaches the port do everything");
        }
        if (mode == LoginMode.TOKEN && token.isEmpty()) {
            return Optional.of("NEPHRITE_LOGIN is token, and neither NEPHRITE_TOKEN nor NEPHRITE_TOKEN_FILE is set;"
                    + " give all services and clients the same token, such as `openssl rand -hex 24` makes");
        }
        if (token.isPresent() && !TOKEN.matcher(token.get()).matches()) {
            return Optional.of("the token of NEPHRITE_TOKEN or NEPHRITE_TOKEN_FILE has "
                    + token.get().length()
                    + " characters; expected 20 or more of A-Z, a-z, 0-9 and ._~+/=-, such as `openssl rand -hex 24`"
                    + " makes");
        }
        return Optional.empty();
    }

    void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        if (fault.isPresent()) {
            throw new ConfigurationException(fault.get());
        }
        if (mode == LoginMode.NONE) {
            LOG.warn("NEPHRITE_LOGIN is none: whoever reaches the port of this service may do everything");
        }
    }

    public LoginMode mode() {
        return mode;
    }

    /** The token of the system, with which its services ask each other. */
    public Optional<String> token() {
        return token;
    }

    /** Takes as long for a wrong token as for the right one. */
    boolean isToken(String given) {
        return token.isPresent()
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), token.get().getBytes(StandardCharsets.UTF_8));
    }

    /** The cookie in which a browser keeps the token. */
    NewCookie kept(String value, int seconds) {
        return new NewCookie.Builder(cookieName())
                .value(value)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }

    /** A cookie in place of the one that holds the token: the browser forgets it. */
    public NewCookie forgotten() {
        return kept("", 0);
    }

    /**
     * Name of the cookie that holds the token. A browser sends a cookie to all ports of a host: systems on several
     * ports of one machine need names of their own.
     *
     * @throws IllegalStateException where there is no token
     */
    String cookieName() {
        return cookieName.orElseThrow(() -> new IllegalStateException("the system has no token"));
    }
}
