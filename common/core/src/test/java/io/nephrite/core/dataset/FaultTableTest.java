package io.nephrite.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FaultTableTest {
    private static final Path DOCUMENT = Path.of("../../docs/faults.md");

    /** On a wanted change run with {@code -Dnephrite.write=true}: the file is written anew. */
    @Test
    void publishedTableSaysWhatTheCodesSay() throws IOException {
        String made = table();
        if (Boolean.getBoolean("nephrite.write")) {
            Files.writeString(DOCUMENT, made);
        }
        assertThat(DOCUMENT).content().isEqualTo(made);
    }

    private static String table() {
        StringBuilder out = new StringBuilder("""
                # Faults of datasets

                Everything that ingest and the offline commands can find wrong with a dataset. An error stops its case, or the
                whole dataset if no case is named. A warning stops nothing. `"faults": {"CODE": "warning"}` in experiment.json
                takes the faults of a code as `error`, `warning` or `ignore`, if the third column allows it. A message says
                what was found, where, and what was expected. It ends with what to do: its own advice, or that of the table.

                | code | severity | may be taken as | what to do |
                |---|---|---|---|
                """);
        for (FaultCode code : FaultCode.values()) {
            out.append("| `")
                    .append(code)
                    .append("` | ")
                    .append(code.severity().lowerCase())
                    .append(" | ")
                    .append(code.canBeLowered() ? "error, warning, ignore" : "error")
                    .append(" | ")
                    .append(code.mend().replace("|", "\\|").replace("<", "&lt;"))
                    .append(" |\n");
        }
        return out.toString();
    }
}
