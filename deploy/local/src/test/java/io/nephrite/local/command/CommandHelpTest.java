package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Looks at the help texts of all commands. */
class CommandHelpTest {
    /** Picocli formats them, so a percent sign that stands alone makes it print a warning above every help. */
    @Test
    void formatsEveryDescription() {
        descriptions(new CommandLine(new NephriteCommand()))
                .forEach(text ->
                        assertThatCode(() -> String.format(text)).as(text).doesNotThrowAnyException());
    }

    private static Stream<String> descriptions(CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        Stream<String> own = Stream.concat(
                Stream.of(command.usageMessage().description()),
                command.args().stream().map(ArgSpec::description).flatMap(Stream::of));
        return Stream.concat(own, line.getSubcommands().values().stream().flatMap(CommandHelpTest::descriptions));
    }
}
