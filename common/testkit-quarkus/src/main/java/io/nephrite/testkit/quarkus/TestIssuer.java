package io.nephrite.testkit.quarkus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nephrite.core.json.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * A small issuer of OpenID Connect on the loopback interface: it publishes its addresses and keys, signs tokens, and
 * gives for a code the tokens of somebody with the roles that the code names. The service finds it by {@code
 * nephrite.login.issuer}; a test asks it for tokens by HTTP (see {@link Tokens}).
 */
public final class TestIssuer implements QuarkusTestResourceLifecycleManager {
    static final String CLIENT = "nephrite";
    static final String SIGN = "/sign";

    private static final int KEY_BITS = 2048;
    private static final int LIFE_SECONDS = 600;
    private static final String KEY_ID = "test";

    private HttpServer server;
    private KeyPair keys;

    @Override
    public Map<String, String> start() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            keys = generator.generateKeyPair();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, addresses()));
        server.createContext("/jwks", exchange -> answer(exchange, publicKeys()));
        server.createContext(SIGN, this::sign);
        server.createContext("/token", this::exchangeCode);
        server.start();
        return Map.of(
                "nephrite.login.issuer",
                address(),
                "quarkus.oidc.credentials.secret",
                "a secret of this client alone, long enough");
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private ObjectNode addresses() {
        return Json.mapper()
                .createObjectNode()
                .put("issuer", address())
                .put("authorization_endpoint", address() + "/authorize")
                .put("token_endpoint", address() + "/token")
                .put("jwks_uri", address() + "/jwks");
    }

    private ObjectNode publicKeys() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        ObjectNode document = Json.mapper().createObjectNode();
        document.putArray("keys")
                .addObject()
                .put("kty", "RSA")
                .put("kid", KEY_ID)
                .put("use", "sig")
                .put("alg", "RS256")
                .put("n", unsigned(key.getModulus().toByteArray()))
                .put("e", unsigned(key.getPublicExponent().toByteArray()));
        return document;
    }

    /** Without the sign's byte. */
    private static String unsigned(byte[] number) {
        return base64(number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Query: roles (by commas), and issuer, audience and life in seconds where they are to be others. */
    private void sign(HttpExchange exchange) throws IOException {
        Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
        byte[] token = token(query).getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, token.length);
        exchange.getResponseBody().write(token);
        exchange.close();
    }

    private void exchangeCode(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String token = token(Map.of("roles", form.getOrDefault("code", "")));
        answer(
                exchange,
                Json.mapper()
                        .createObjectNode()
                        .put("id_token", token)
                        .put("access_token", token)
                        .put("token_type", "Bearer")
                        .put("expires_in", LIFE_SECONDS));
    }

    private String token(Map<String, String> wishes) {
        long now = Instant.now().getEpochSecond();
        long life = Long.parseLong(wishes.getOrDefault("life", Integer.toString(LIFE_SECONDS)));
        ObjectNode claims = Json.mapper()
                .createObjectNode()
                .put("iss", wishes.getOrDefault("issuer", address()))
                .put("aud", wishes.getOrDefault("audience", CLIENT))
                .put("sub", "somebody")
                .put("preferred_username", "somebody")
                .put("iat", now)
                .put("exp", now + life);
        Arrays.stream(wishes.getOrDefault("roles", "").split(",", -1))
                .filter(role -> !role.isEmpty())
                .forEach(claims.putArray("groups")::add);
        String signed = base64(Json.bytes(Map.of("alg", "RS256", "kid", KEY_ID, "typ", "JWT"))) + "."
                + base64(Json.bytes(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : (text == null ? "" : text).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static void answer(HttpExchange exchange, ObjectNode document) throws IOException {
        byte[] body = Json.bytes(document);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
