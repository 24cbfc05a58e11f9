package io.nephrite.s3;

import io.minio.credentials.Jwt;
import io.minio.credentials.Provider;
import io.minio.credentials.StaticProvider;
import io.minio.credentials.WebIdentityProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** The credentials for a store. */
public sealed interface StoreKeys {
    /**
     * Makes the provider of keys for the store's client.
     *
     * @param http client for a service that gives out keys, where one is asked
     */
    Provider provider(OkHttpClient http);

    /**
     * Keys that somebody has given.
     *
     * @param sessionToken of keys that a service has given out for some hours; they are not renewed
     */
    record Given(String accessKey, String secretKey, Optional<String> sessionToken) implements StoreKeys {
        @Override
        public Provider provider(OkHttpClient http) {
            return new StaticProvider(accessKey, secretKey, sessionToken.orElse(null));
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "keys of " + accessKey;
        }
    }

    /**
     * Keys for some hours, which the store gives for the token of a platform, such as Kubernetes, and again when they
     * end. The file is read each time: the platform renews it.
     *
     * @param tokenFile with a signed token (JWT)
     * @param service that gives out keys (STS); MinIO does so at its own address
     * @param role as whom; absent where the store finds it by the token
     */
    record OfPlatform(Path tokenFile, URI service, Optional<String> role) implements StoreKeys {
        @Override
        public Provider provider(OkHttpClient http) {
            return new WebIdentityProvider(
                    this::token, service.toString(), null, null, role.orElse(null), "nephrite", http);
        }

        private Jwt token() {
            try {
                return new Jwt(
                        Files.readString(tokenFile, StandardCharsets.US_ASCII).strip(), 0);
            } catch (IOException e) {
                throw new IllegalStateException(
                        "the token for the store cannot be read from " + tokenFile
                                + ", which S3_WEB_IDENTITY_TOKEN_FILE names: " + e,
                        e);
            }
        }
    }

    /**
     * As the environment says: {@code S3_WEB_IDENTITY_TOKEN_FILE} (with {@code S3_STS_ENDPOINT}, {@code S3_ROLE_ARN}),
     * else {@code S3_ACCESS_KEY} and {@code S3_SECRET_KEY} (with {@code S3_SESSION_TOKEN}).
     *
     * @param endpoint of the store
     * @throws IllegalArgumentException where a key is missing; the message names it
     */
    static StoreKeys of(Map<String, String> environment, URI endpoint) {
        Optional<String> tokenFile = given(environment, "S3_WEB_IDENTITY_TOKEN_FILE");
        if (tokenFile.isPresent()) {
            return new OfPlatform(
                    Path.of(tokenFile.get()),
                    given(environment, "S3_STS_ENDPOINT").map(URI::create).orElse(endpoint),
                    given(environment, "S3_ROLE_ARN"));
        }
        return new Given(
                required(environment, "S3_ACCESS_KEY"),
                required(environment, "S3_SECRET_KEY"),
                given(environment, "S3_SESSION_TOKEN"));
    }

    private static String required(Map<String, String> environment, String variable) {
        return given(environment, variable)
                .orElseThrow(
                        () -> new IllegalArgumentException("the environment variable " + variable + " is not set"));
    }

    private static Optional<String> given(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }
}
