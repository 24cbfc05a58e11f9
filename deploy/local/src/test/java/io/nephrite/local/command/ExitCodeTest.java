package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ExitCodeTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d) \\| `([A-Z_]+)` \\|");

    @Test
    void areThoseOfTheDocumentation() throws IOException, IllegalAccessException {
        Map<String, String> documented = new TreeMap<>();
        Path document = Path.of("../../docs/exit-codes.md");
        for (MatchResult row : ROW.matcher(Files.readString(document)).results().toList()) {
            documented.put(row.group(2), row.group(1));
        }
        Map<String, String> constants = new TreeMap<>();
        for (Field field : ExitCode.class.getDeclaredFields()) {
            if (field.getType() == int.class) {
                constants.put(field.getName(), String.valueOf(field.getInt(null)));
            }
        }
        assertThat(constants).isNotEmpty().isEqualTo(documented);
    }
}
