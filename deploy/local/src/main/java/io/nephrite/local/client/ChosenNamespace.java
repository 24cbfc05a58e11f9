package io.nephrite.local.client;

import io.nephrite.core.pipeline.Namespace;
import java.util.Optional;

/** The names that the user has chosen by the environment variable {@link Namespace#VARIABLE}. */
public final class ChosenNamespace {
    private ChosenNamespace() {}

    /**
     * Reads the prefix from the environment.
     *
     * @throws BadInput where the prefix cannot begin a name
     */
    public static Namespace ofEnvironment() {
        try {
            return new Namespace(
                    Optional.ofNullable(System.getenv(Namespace.VARIABLE)).orElse(""));
        } catch (IllegalArgumentException e) {
            throw new BadInput(e.getMessage());
        }
    }
}
