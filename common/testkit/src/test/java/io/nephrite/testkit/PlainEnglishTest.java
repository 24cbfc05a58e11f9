package io.nephrite.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Refuses words and phrases that a reader stumbles over: old words, and turns of phrase that sound translated. To refuse
 * another one, add it to the list and rewrite what the test then finds.
 */
class PlainEnglishTest {
    private static final Pattern REFUSED = Pattern.compile("(?i)\\b("
            + "mend(s|ed|ing)?|wish(es|ed)?|told|anew|reckon(s|ed|ing)?|hence|thereby|thereof|therein|hitherto"
            + "|swamped|nought|want of"
            + "|where there is none|where there are none|for java people|otherwise than|no other has|of which the"
            + "|what does not fit|tells? (it|its|their|his|why|the|apart)|as told|at hand|in vain"
            + ")\\b");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** Names of the code within a comment. */
    private static final Pattern NAME = Pattern.compile("@param \\S+|\\{@[^}]*}");

    private static final Pattern CODE = Pattern.compile("`[^`\\n]*`");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```");
    /** Between tags, or in a text of a script: what a page shows. */
    private static final Pattern SHOWN = Pattern.compile(">([^<>{}]+)<|'((?:[^'\\\\\\n]|\\\\.)*)'|`([^`]*)`");

    @Test
    void messagesUsePlainWords() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : Sources.java()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.startsWith("*") || line.startsWith("//") || line.startsWith("/*")) {
                    continue;
                }
                Matcher text = TEXT.matcher(line);
                while (text.find()) {
                    // a name of a field has no space
                    if (text.group(1).contains(" ")) {
                        report(file, i + 1, text.group(1), found);
                    }
                }
            }
        }
        assertThat(found).as("refused words in messages").isEmpty();
    }

    @Test
    void commentsUsePlainWords() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : Sources.java()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.startsWith("*") || line.startsWith("//") || line.startsWith("/*")) {
                    report(file, i + 1, NAME.matcher(line).replaceAll("x"), found);
                }
            }
        }
        assertThat(found).as("refused words in comments").isEmpty();
    }

    @Test
    void documentsUsePlainWords() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> documents = Sources.documents();
        assertThat(documents).hasSizeGreaterThan(15);
        for (Path file : documents) {
            String text = CODE.matcher(
                            CODE_BLOCK.matcher(Files.readString(file)).replaceAll(""))
                    .replaceAll("x");
            report(file, 0, text, found);
        }
        assertThat(found).as("refused words in documents").isEmpty();
    }

    @Test
    void thePageUsesPlainWords() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Sources.ROOT.resolve("eval-service/src/main/resources"))) {
            for (Path file :
                    files.filter(f -> f.toString().matches(".*\\.(html|js)")).toList()) {
                for (MatchResult shown :
                        SHOWN.matcher(Files.readString(file)).results().toList()) {
                    for (int group = 1; group <= shown.groupCount(); group++) {
                        if (shown.group(group) != null && shown.group(group).contains(" ")) {
                            report(file, 0, shown.group(group).replaceAll("\\{[^}]*}", "x"), found);
                        }
                    }
                }
            }
        }
        assertThat(found).as("refused words on the page").isEmpty();
    }

    private static void report(Path file, int line, String text, List<String> found) {
        Matcher refused = REFUSED.matcher(text);
        while (refused.find()) {
            int from = Math.max(0, refused.start() - 40);
            int to = Math.min(text.length(), refused.end() + 40);
            found.add(Sources.ROOT.relativize(file) + (line > 0 ? ":" + line : "") + ": \"" + refused.group()
                    + "\" in: " + text.substring(from, to).replace('\n', ' '));
        }
    }
}
