package io.nephrite.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs, alerts and the dashboard say of metrics is what the services have. */
class MetricsTest {
    /** A meter as the code makes it: how, and its name and unit. */
    private static final Pattern METER = Pattern.compile(
            "(MultiGauge\\.builder|Gauge\\.builder|Counter\\.builder|\\.timer|\\.counter)\\(\\s*\"(nephrite\\.[a-z.]+)\"([^;]*);");

    private static final Pattern UNIT = Pattern.compile("\\.baseUnit\\(\"([a-z]+)\"\\)");
    private static final Pattern NAME = Pattern.compile("\\bnephrite_[a-z_]+");
    private static final List<String> PARTS_OF_A_TIMER = List.of("_count", "_sum", "_max");

    @Test
    void everyMetricIsDocumentedAndEveryDocumentedOneExists() throws IOException {
        assertThat(documented()).isEqualTo(existing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/helm/nephrite/files/rules.yaml", "deploy/helm/nephrite/files/dashboard.json"})
    void namesOnlyMetricsThatExist(String file) throws IOException {
        Set<String> named = NAME.matcher(Files.readString(Checkout.ROOT.resolve(file)))
                .results()
                .map(MatchResult::group)
                .map(MetricsTest::withoutPart)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isNotEmpty();
        assertThat(existing()).containsAll(named);
    }

    @Test
    void everyAlertIsExplained() throws IOException {
        Set<String> alerts = Pattern.compile("alert: (\\w+)")
                .matcher(Files.readString(Checkout.CHART.resolve("files/rules.yaml")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> explained = Pattern.compile("(?m)^\\| (Nephrite\\w+) \\|")
                .matcher(docs())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(alerts).hasSizeGreaterThan(5).isEqualTo(explained);
    }

    private static String withoutPart(String name) {
        return PARTS_OF_A_TIMER.stream()
                .filter(part -> name.endsWith("_seconds" + part))
                .findFirst()
                .map(part -> name.substring(0, name.length() - part.length()))
                .orElse(name);
    }

    private static Set<String> documented() throws IOException {
        return Pattern.compile("(?m)^\\| `(nephrite_\\w+)` \\|")
                .matcher(docs())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String docs() throws IOException {
        return Files.readString(Checkout.ROOT.resolve("docs/metrics.md"));
    }

    /** By Prometheus' convention: a counter ends in _total, a timer in _seconds, and others in their unit. */
    private static Set<String> existing() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : sources()) {
            Matcher meter = METER.matcher(Files.readString(file));
            while (meter.find()) {
                String name = meter.group(2).replace('.', '_');
                String end;
                if (meter.group(1).equals(".timer")) {
                    end = "_seconds";
                } else {
                    Matcher unit = UNIT.matcher(meter.group(3));
                    end = unit.find() && !name.endsWith("_" + unit.group(1)) ? "_" + unit.group(1) : "";
                    end += meter.group(1).matches(".*[cC]ounter.*") ? "_total" : "";
                }
                names.add(name + end);
            }
        }
        return names;
    }

    private static List<Path> sources() throws IOException {
        List<String> modules = List.of(
                "common/runtime",
                "ingest-service",
                "preprocess-service",
                "planner-service",
                "trainer-service",
                "eval-service");
        return modules.stream()
                .map(module -> Checkout.ROOT.resolve(module).resolve("src/main/java"))
                .flatMap(folder -> files(folder).stream())
                .toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
