package io.nephrite.core.planning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a message advises to write into experiment.json is taken by the parser, and helps. */
class AdviceTest {
    /** {@code "setting": value}, as a message shows it. */
    private static final Pattern ADVICE = Pattern.compile("\"(\\w+)\": (\\[[^]]*]|\"[^\"]*\"|[0-9.]+|true|false)");

    /** The same in source code, where the value may be put together from parts. */
    private static final Pattern IN_SOURCE = Pattern.compile(
            "\\\\\"([A-Za-z]+)\\\\\": ?(\\[\\\\\"[a-z]+\\\\\"]|\\\\\"[a-z]+\\\\\"|[0-9.]+|true|false|\\\\?\" \\+)?");

    /** A setting that is named without a value. */
    private static final Pattern NAMED =
            Pattern.compile("(?:set|leave out|remove|under|by|a larger) \\\\\"([A-Za-z]+)\\\\\"(?!: )");

    @Test
    void makesASplitPossibleWhateverTheNumberOfCasesAndGroups() {
        int refused = 0;
        for (int cases = 1; cases < 9; cases++) {
            for (int perGroup = 1; perGroup < 4; perGroup++) {
                for (int folds = 2; folds < 12; folds++) {
                    FoldSplitter splitter = splitter(cases, perGroup);
                    ObjectNode experiment = Json.mapper().createObjectNode().put("foldCount", folds);
                    try {
                        splitter.split(parse(experiment));
                    } catch (PipelineException e) {
                        refused++;
                        Matcher advice = ADVICE.matcher(e.getMessage());
                        int found = 0;
                        while (advice.find()) {
                            found++;
                            ObjectNode mended = experiment.deepCopy();
                            mended.set(
                                    advice.group(1), Json.tree(advice.group(2).getBytes(UTF_8)));
                            assertThatCode(() -> splitter.split(parse(mended)))
                                    .as("%s, told: %s", mended, e.getMessage())
                                    .doesNotThrowAnyException();
                        }
                        assertThat(found).as(e.getMessage()).isGreaterThanOrEqualTo(1);
                    }
                }
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    private static FoldSplitter splitter(int cases, int perGroup) {
        List<String> ids = IntStream.range(0, cases).mapToObj(i -> "c" + i).toList();
        Map<String, String> groups = new HashMap<>();
        if (perGroup > 1) {
            IntStream.range(0, cases).forEach(i -> groups.put("c" + i, "g" + i / perGroup));
        }
        return new FoldSplitter(ids, groups);
    }

    private static Experiment parse(ObjectNode experiment) {
        return Experiment.parse(Json.bytes(experiment));
    }

    /** All messages of all modules. */
    @Test
    void namesNoSettingThatTheParserDoesNotKnow() throws IOException {
        List<String> advices = new ArrayList<>();
        for (Path file : sources()) {
            for (String statement : Files.readString(file).split(";\n|\\{\n|\\),\n", -1)) {
                if (!statement.contains("experiment.json") && !statement.contains("Experiment.FILE")) {
                    continue;
                }
                Matcher named = NAMED.matcher(statement);
                while (named.find()) {
                    advices.add(named.group(1));
                    requireTaken(file, "{\"" + named.group(1) + "\": null}");
                }
                Matcher valued = IN_SOURCE.matcher(statement);
                while (valued.find()) {
                    advices.add(valued.group(1));
                    String value = valued.group(2);
                    boolean whole = value != null && !value.endsWith("+");
                    requireTaken(
                            file,
                            "{\"" + valued.group(1) + "\": " + (whole ? value.replace("\\\"", "\"") : "null") + "}");
                }
            }
        }
        assertThat(advices).contains("foldCount", "exclude", "splitsFrom").hasSizeGreaterThan(5);
    }

    /** At the top, or in one of the sections. */
    private static void requireTaken(Path file, String setting) {
        List<String> refusals = new ArrayList<>();
        for (String around : List.of("%s", "{\"planner\": %s}", "{\"training\": %s}", "{\"prediction\": %s}")) {
            try {
                Experiment.parse(String.format(Locale.ROOT, around, setting).getBytes(UTF_8));
                return;
            } catch (PipelineException e) {
                refusals.add(e.getMessage());
            }
        }
        assertThat(refusals).as("%s advises %s", file.getFileName(), setting).isEmpty();
    }

    private static List<Path> sources() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("planner-service"))) {
            root = root.getParent();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(
                            f -> f.toString().endsWith(".java") && f.toString().contains("/src/main/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
