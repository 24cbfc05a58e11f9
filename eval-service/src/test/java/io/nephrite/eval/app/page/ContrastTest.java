package io.nephrite.eval.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.imaging.picture.LabelColors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text can be read in both colour schemes: contrast by WCAG 2.2 of at least 4.5 to 1, of what is no text 3 to 1. */
class ContrastTest {
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path UI = RESOURCES.resolve("META-INF/resources/ui");
    private static final double TEXT = 4.5;
    private static final double GRAPHICS = 3;
    private static final Pattern ROOT = Pattern.compile(":root\\s*\\{([^}]*)}");
    private static final Pattern VARIABLE = Pattern.compile("--([a-z]+):\\s*(#[0-9a-f]{3,6})");
    /** Colours of text, and what each may stand on. */
    private static final Map<String, List<String>> WRITTEN = Map.of(
            "text", List.of("back", "panel"),
            "soft", List.of("back", "panel"),
            "accent", List.of("back", "panel"),
            "bad", List.of("back", "panel"),
            "warn", List.of("back", "panel"),
            "good", List.of("back", "panel"),
            "danger", List.of("back", "panel"),
            "onaccent", List.of("accent"));

    /** @param scheme 0 is light, 1 is dark: the order in which the style sheets have them */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void letsTextBeReadInBothSchemes(int scheme) throws IOException {
        Map<String, String> colors = colors(scheme);

        WRITTEN.forEach((text, grounds) ->
                grounds.forEach(ground -> assertThat(contrast(colors.get(text), colors.get(ground)))
                        .as("--%s on --%s, scheme %d", text, ground, scheme)
                        .isGreaterThanOrEqualTo(TEXT)));
        for (String ground : List.of("back", "panel")) {
            assertThat(contrast(colors.get("accent"), colors.get(ground)))
                    .as("the ring around what has the focus, on --%s", ground)
                    .isGreaterThanOrEqualTo(GRAPHICS);
            assertThat(contrast(colors.get("edge"), colors.get(ground)))
                    .as("the edges of fields, on --%s", ground)
                    .isGreaterThanOrEqualTo(GRAPHICS);
        }
    }

    private static Map<String, String> colors(int scheme) throws IOException {
        Map<String, String> colors = new HashMap<>();
        for (String file : List.of("style.css", "controls.css")) {
            List<String> roots = new ArrayList<>();
            Matcher found = ROOT.matcher(Files.readString(UI.resolve(file)));
            while (found.find()) {
                roots.add(found.group(1));
            }
            assertThat(roots).as(file + " has light and dark colours").hasSize(2);
            for (String root : roots.subList(0, scheme + 1)) {
                Matcher variables = VARIABLE.matcher(root);
                while (variables.find()) {
                    colors.put(variables.group(1), variables.group(2));
                }
            }
        }
        assertThat(colors)
                .containsKeys("back", "panel", "track")
                .containsKeys(WRITTEN.keySet().toArray(String[]::new));
        return colors;
    }

    /** So that they can be told apart by everybody, as those are. */
    @Test
    void drawsCurvesInTheColoursOfTheLabels() throws IOException {
        String script = Files.readString(UI.resolve("training.js"));

        assertThat(palette(script, "ON_LIGHT")).isEqualTo(hex(LabelColors::lineArgbOf));
        assertThat(palette(script, "ON_DARK")).isEqualTo(hex(LabelColors::argbOf));
    }

    private static List<String> palette(String script, String name) {
        Matcher found = Pattern.compile("const " + name + " = \\[([^]]*)]").matcher(script);
        assertThat(found.find()).as(name).isTrue();
        return Pattern.compile(", ")
                .splitAsStream(found.group(1))
                .map(color -> color.replace("'", ""))
                .toList();
    }

    private static List<String> hex(IntUnaryOperator argbOf) {
        return IntStream.rangeClosed(1, LabelColors.values().length)
                .mapToObj(label -> "#%06x".formatted(argbOf.applyAsInt(label) & 0xffffff))
                .toList();
    }

    @Test
    void letsAReportBeReadOnPaper() throws IOException {
        String css = Files.readString(RESOURCES.resolve("report/report.css"));
        Matcher written = Pattern.compile("(?<![-a-z])color: (#[0-9a-f]{3,6})").matcher(css);
        int count = 0;
        while (written.find()) {
            for (String ground : List.of("#fff", "#f6f7f8", "#fafbfb", "#eef5fa")) {
                assertThat(contrast(written.group(1), ground))
                        .as("%s on %s", written.group(1), ground)
                        .isGreaterThanOrEqualTo(TEXT);
            }
            count++;
        }
        assertThat(count).isGreaterThan(4);
        assertThat(contrast("#444444", "#fff")).as("words of plots").isGreaterThan(TEXT);
    }

    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    /** Relative luminance of WCAG 2.2. */
    private static double luminance(String color) {
        String six = color.length() == 4 ? color.replaceAll("([0-9a-f])", "$1$1") : color;
        int rgb = Integer.parseInt(six.substring(1), 16);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int channel) {
        double share = (channel & 0xff) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
