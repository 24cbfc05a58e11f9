package io.nephrite.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/keys.md} with the frozen examples of all keys: each has a row, and each row an example. */
class KeyDocumentTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]*/[^`]*)` \\|[^|]*\\|[^|]*\\|[^|]+\\|$");
    private static final Pattern PLACEHOLDER = Pattern.compile("<[a-z]+>");

    @Test
    void everyKeyHasARow() throws IOException {
        List<Pattern> rows = rows();
        List<String> undocumented = examples().stream()
                .filter(key -> rows.stream().noneMatch(row -> row.matcher(key).matches()))
                .toList();
        assertThat(undocumented).isEmpty();
    }

    @Test
    void everyRowIsOfAKey() throws IOException {
        List<String> keys = examples();
        List<String> unknown = rows().stream()
                .filter(row -> keys.stream().noneMatch(key -> row.matcher(key).matches()))
                .map(Pattern::pattern)
                .toList();
        assertThat(unknown).isEmpty();
    }

    /** A placeholder stands for anything without a slash. */
    private static List<Pattern> rows() throws IOException {
        List<Pattern> rows = ROW.matcher(Files.readString(Path.of("../../docs/keys.md")))
                .results()
                .map(row -> Pattern.compile(
                        PLACEHOLDER.matcher(row.group(1).replace(".", "\\.")).replaceAll("[^/]+")))
                .toList();
        assertThat(rows).hasSizeGreaterThan(50);
        return rows;
    }

    private static List<String> examples() throws IOException {
        try (InputStream frozen = KeyDocumentTest.class.getResourceAsStream("object-keys.txt")) {
            return new String(frozen.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .toList();
        }
    }
}
