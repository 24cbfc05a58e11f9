package io.nephrite.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

/**
 * Messages to users are this project's own: no sentence of a library, which speaks of classes and tokens, reaches them.
 */
public final class OwnWords {
    /** How libraries speak that read JSON, schemas, pictures and compressed data. */
    private static final Pattern OF_LIBRARIES = Pattern.compile(
            "(?i)\\b(com|org|java|javax|sun|io)\\.[a-z]+\\.[A-Za-z.]+|[A-Za-z]+Exception\\b|Unrecognized token"
                    + "|Unexpected character|Unexpected end|Unexpected close marker|Cannot deserialize|Cannot construct"
                    + "|was expecting|start marker|\\[Source:|reference chain|StreamRead|token of type|expected found"
                    + "|enumeration|additional properties|Not in GZIP|end of ZLIB|incorrect header check"
                    + "|invalid (block|stored|distance|code|bit|stream)|Unsupported Image|Index \\d+ out of bounds"
                    + "|Error reading|Bad (code|sync)|For input string|NullPointer|\\bnull\\b.*\\binvoke");

    private OwnWords() {}

    /** Fails where the message is blank, or speaks as a library does. */
    public static void require(String message) {
        assertThat(message.isBlank() || OF_LIBRARIES.matcher(message).find())
                .as("a message of our own: %s", message)
                .isFalse();
    }
}
