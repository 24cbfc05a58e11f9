package io.nephrite.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares {@code docs/events.md} with the topics, the event records, and what the services send and read. */
class EventDocumentTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path PAGE = ROOT.resolve("docs/events.md");
    private static final Pattern TOPIC_ROW =
            Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (\\d+) \\| ([a-z/]+) \\| ([^|]+) \\| ([^|]+) \\| [^|]+ \\|$");
    private static final Pattern FIELD_ROW =
            Pattern.compile("(?m)^\\| `([a-zA-Z]+)` \\| (string|integer|number|array|object|boolean) \\| [^|]+ \\|$");
    private static final String FIELDS_BEGIN = "| topic | fields |\n|---|---|\n";
    private static final String FIELDS_END = "\n## What the fields mean";
    private static final List<String> SERVICES = List.of("ingest", "preprocess", "planner", "trainer", "eval");

    @Test
    void namesEveryTopicWithItsPartitions() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        topicRows().forEach(row -> documented.put(row.group(1), row.group(2)));
        Map<String, String> defined = new TreeMap<>();
        Topic.definitions().stream()
                .filter(d -> !d.name().endsWith(".dlq") && !d.name().equals(Topic.OBJECT_EVENTS))
                .forEach(d -> defined.put(d.name(), String.valueOf(d.partitions())));
        assertThat(documented).isEqualTo(defined);
    }

    /** On a wanted change run with {@code -Dnephrite.write=true}: the table is written anew. */
    @Test
    void namesEveryFieldOfEveryEvent() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(FIELDS_BEGIN) + FIELDS_BEGIN.length();
        int end = page.indexOf(FIELDS_END);
        String made = Arrays.stream(Topic.values())
                .map(topic -> "| `" + topic.topicName() + "` | " + fields(topic) + " |\n")
                .collect(Collectors.joining());
        if (Boolean.getBoolean("nephrite.write")) {
            page = page.substring(0, begin) + made + page.substring(end);
            Files.writeString(PAGE, page);
            end = begin + made.length();
        }
        assertThat(page.substring(begin, end)).isEqualTo(made);
    }

    @Test
    void explainsEveryFieldWithItsTypeAndNoOther() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        FIELD_ROW.matcher(Files.readString(PAGE)).results().forEach(row -> documented.put(row.group(1), row.group(2)));
        Map<String, String> existing = new TreeMap<>();
        JsonNode schemas = AsyncApi.document().at("/components/schemas");
        for (Topic topic : Topic.values()) {
            schemas.path(topic.eventType().getSimpleName())
                    .get("properties")
                    .properties()
                    .forEach(field -> existing.put(field.getKey(), type(field.getValue())));
        }
        assertThat(documented).isEqualTo(existing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "preprocess", "planner", "trainer", "eval"})
    void saysWhichServiceReadsATopic(String service) throws IOException {
        Set<String> documented = topicRows()
                .filter(row -> Arrays.asList(row.group(5).split(", ", -1)).contains(service))
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        String settings =
                Files.readString(ROOT.resolve(service + "-service/src/main/resources/application.properties"));
        Set<String> read = Pattern.compile(
                        "(?m)^mp\\.messaging\\.incoming\\.[a-z-]+\\.topic=\\$\\{NEPHRITE_PREFIX:}(.+)$")
                .matcher(settings)
                .results()
                .map(channel -> channel.group(1))
                .filter(topic -> !topic.equals(Topic.OBJECT_EVENTS))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(read);
    }

    @Test
    void saysWhichServiceSendsATopic() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String service : SERVICES) {
            sources.put(service, source(ROOT.resolve(service + "-service/src/main/java")));
        }
        List<String> wrong = new ArrayList<>();
        topicRows().forEach(row -> {
            String event = Topic.named(row.group(1)).eventType().getSimpleName();
            Set<String> documented = Set.of(row.group(4).split(", ", -1));
            Pattern made = Pattern.compile("\\bnew " + event + "\\(|\\b" + event + "\\.of\\(");
            for (Map.Entry<String, String> source : sources.entrySet()) {
                boolean isListed = documented.contains(source.getKey()) || documented.contains("every service");
                if (made.matcher(source.getValue()).find() && !isListed) {
                    wrong.add(source.getKey() + " sends " + row.group(1) + ", but the page does not say so");
                }
            }
            Stream.of(row.group(4).split(", ", -1))
                    .filter(sender -> !SERVICES.contains(sender) && !sender.equals("every service"))
                    .forEach(sender -> wrong.add("there is no service " + sender));
        });
        assertThat(wrong).isEmpty();
    }

    private static Stream<MatchResult> topicRows() throws IOException {
        List<MatchResult> rows =
                TOPIC_ROW.matcher(Files.readString(PAGE)).results().toList();
        assertThat(rows).hasSizeGreaterThan(10);
        return rows.stream();
    }

    private static String fields(Topic topic) {
        return Arrays.stream(topic.eventType().getRecordComponents())
                .map(field -> "`" + field.getName() + (isOptional(field) ? "?" : "") + "`")
                .collect(Collectors.joining(", "));
    }

    private static boolean isOptional(RecordComponent field) {
        return field.getType() == Optional.class || field.getType() == OptionalLong.class;
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            return "object";
        }
        JsonNode type = schema.get("type");
        return type.isArray() ? type.get(0).textValue() : type.textValue();
    }

    private static String source(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }
}
