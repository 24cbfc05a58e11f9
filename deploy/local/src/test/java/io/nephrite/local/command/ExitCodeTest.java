package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.failure.FailureCode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    private static final Path DOCUMENT = Path.of("../../docs/exit-codes.md");
    private static final Pattern FAILURE = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (\\d) \\| [^|]+ \\| [^|]+ \\|$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d) \\| `([A-Z_]+)` \\|");

    /** Each failure that a verb can end with has one line that says its exit code, what has happened and what to do. */
    @Test
    void haveARowForEachFailure() throws IOException {
        Map<FailureCode, Integer> documented = new EnumMap<>(FailureCode.class);
        for (MatchResult row :
                FAILURE.matcher(Files.readString(DOCUMENT)).results().toList()) {
            documented.put(FailureCode.valueOf(row.group(1)), Integer.valueOf(row.group(2)));
        }
        Map<FailureCode, Integer> mapped = new EnumMap<>(FailureCode.class);
        for (FailureCode code : FailureCode.values()) {
            mapped.put(code, ExitCode.of(code));
        }
        assertThat(documented).isEqualTo(mapped);
    }

    @Test
    void areThoseOfTheDocumentation() throws IOException, IllegalAccessException {
        Map<String, String> documented = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(DOCUMENT)).results().toList()) {
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
