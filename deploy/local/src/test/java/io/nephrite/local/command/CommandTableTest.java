package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Compares the table of commands in README.md with the command line. */
class CommandTableTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+(?: [a-z]+)?)` \\| [^|]+ \\|$");

    @Test
    void namesEveryCommandAndNoOther() throws IOException {
        String readme = Files.readString(Path.of("../../README.md"));
        int begin = readme.indexOf("\n## Commands\n");
        String section = readme.substring(begin, readme.indexOf("\n## ", begin + 1));
        Set<String> documented =
                ROW.matcher(section).results().map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
        Set<String> existing = new TreeSet<>();
        collect(new CommandLine(new NephriteCommand()), "", existing);

        assertThat(documented).isEqualTo(existing);
    }

    /** A command with commands of its own, such as {@code dlq}, is named by these. Hidden ones are for scripts. */
    private static void collect(CommandLine line, String path, Set<String> out) {
        line.getSubcommands().forEach((name, command) -> {
            if (command.getCommandSpec().usageMessage().hidden()) {
                return;
            }
            if (command.getSubcommands().isEmpty()) {
                out.add(path + name);
            } else {
                collect(command, path + name + " ", out);
            }
        });
    }
}
