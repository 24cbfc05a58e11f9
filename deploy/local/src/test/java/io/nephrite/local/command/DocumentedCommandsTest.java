package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Parses every {@code ./nephrite} command of README and docs, in code blocks and in the text, without running it. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```[a-z]*\\n(.*?)^```");
    private static final Pattern IN_TEXT = Pattern.compile("`(\\./nephrite [^`]+)`");
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^(?:[A-Z_]+=\\S+ )*\\./nephrite (.+?)\\s*(?:#.*| \\|.*)?$");

    /** No commands of picocli: the script {@code nephrite} runs other programs for them. */
    private static final Pattern SCRIPTS = Pattern.compile("(chaos|bench scale)\\b.*");

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            files.filter(file -> file.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }

    @Test
    void areUnderstoodByTheCommandLine() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> parsed = new TreeSet<>();
        for (Path document : documents()) {
            String text = Files.readString(document);
            for (MatchResult block : BLOCK.matcher(text).results().toList()) {
                String lines = block.group(1).replace("\\\n", " ");
                COMMAND.matcher(lines).results().forEach(c -> check(document, c.group(1), true, parsed, wrong));
            }
            String withoutBlocks = BLOCK.matcher(text).replaceAll("");
            for (MatchResult inText : IN_TEXT.matcher(withoutBlocks).results().toList()) {
                COMMAND.matcher(inText.group(1).replace('\n', ' '))
                        .results()
                        .forEach(c -> check(document, c.group(1), false, parsed, wrong));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(parsed).hasSizeGreaterThan(20);
    }

    /** @param isWhole whether all parameters must be there; a command that a text mentions may leave them out */
    private static void check(Path document, String command, boolean isWhole, Set<String> parsed, List<String> wrong) {
        // [--watch] may be left out, of folder|zip one is meant, and N stands for a number
        String words = command.replaceAll("[\\[\\]]", "")
                .replaceAll("(\\w+)(\\|\\w+)+", "$1")
                .replaceAll("\\bN\\b", "3")
                .replace("\"", "")
                .replace("CC BY 4.0", "CC-BY");
        if (SCRIPTS.matcher(words).matches()) {
            return;
        }
        try {
            new CommandLine(new NephriteCommand()).parseArgs(words.strip().split("\\s+", -1));
            parsed.add(words);
        } catch (CommandLine.MissingParameterException e) {
            if (isWhole) {
                wrong.add(document + ": " + command + ": " + e.getMessage());
            }
        } catch (CommandLine.ParameterException e) {
            wrong.add(document + ": " + command + ": " + e.getMessage());
        }
    }
}
