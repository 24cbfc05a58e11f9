package io.nephrite.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a store's policies let each do; {@code mc admin policy create STORE NAME FILE} takes them. */
class StorePolicyTest {
    private static final Path FOLDER = Checkout.ROOT.resolve("deploy/store-policies");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]*/[^`]*)` \\| ([^|]*) \\|[^|]*\\|[^|]+\\|$");

    @Test
    void arePublishedAsTheCodeKnowsTheKeys() throws IOException {
        for (Map.Entry<String, String> policy : StorePolicies.all().entrySet()) {
            assertThat(Checkout.rendered(FOLDER.resolve(policy.getKey() + ".json"), policy.getValue()))
                    .as("written anew by -Dnephrite.write=true")
                    .isEqualTo(policy.getValue());
        }
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(StorePolicies.all().keySet().stream()
                            .map(name -> name + ".json")
                            .toList());
        }
    }

    /** {@code docs/keys.md} says who writes what, and is itself compared with the code. */
    @Test
    void letEachServiceWriteWhatItWritesAndNothingOfAnother() throws IOException {
        Map<String, Set<String>> writers = new HashMap<>();
        Matcher rows = ROW.matcher(Files.readString(Checkout.ROOT.resolve("docs/keys.md"))
                .replaceFirst("(?s).*?## Bucket `nephrite`", ""));
        while (rows.find()) {
            Set<String> named = Arrays.stream(rows.group(2).split(",", -1))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!named.isEmpty()) {
                writers.put(rows.group(1).replaceAll("<[a-z]+>", "x"), named);
            }
        }
        assertThat(writers).hasSizeGreaterThan(40);
        writers.forEach((key, named) -> named.forEach(service -> assertThat(mayWrite(service, key))
                .as("%s writes %s", service, key)
                .isTrue()));
        assertThat(mayWrite("preprocess", "x/results/x/report.json")).isFalse();
        assertThat(mayWrite("ingest", "x/trainings/x.json")).isFalse();
        assertThat(mayWrite("planner", "x/checks/x.json")).isFalse();
        assertThat(mayWrite("trainer", "_models/x/x/model.json")).isFalse();
        assertThat(mayWrite("eval", "x/volumes/x/x.npy.zst")).isFalse();
    }

    private static boolean mayWrite(String service, String key) {
        String resource = "arn:aws:s3:::" + Namespace.WHOLE.nephrite() + "/" + key;
        return StorePolicies.written(service).stream()
                .map(pattern -> Pattern.quote(pattern).replace("*", "\\E.*\\Q"))
                .anyMatch(resource::matches);
    }

    @Test
    void usersReachOnlyTheBucketThatTheyUploadTo() {
        assertThat(StorePolicies.all().get("users"))
                .contains(ObjectKeys.DATASETS)
                .doesNotContain("arn:aws:s3:::" + ObjectKeys.NEPHRITE);
    }

    /** They read what users have uploaded, and keep what they make of it in their own bucket. */
    @Test
    void servicesThatComputeChangeNoUpload() {
        for (String service : List.of("ingest", "preprocess", "planner")) {
            assertThat(StorePolicies.written(service)).noneMatch(r -> r.contains(ObjectKeys.DATASETS));
        }
    }
}
