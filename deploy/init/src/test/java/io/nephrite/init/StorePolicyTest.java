package io.nephrite.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.Namespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a store's policies let each do; {@code mc admin policy create STORE NAME FILE} takes them. */
class StorePolicyTest {
    private static final Path FOLDER = Checkout.ROOT.resolve("deploy/store-policies");
    private static final List<String> LOOK =
            List.of("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads");
    private static final List<String> READ = List.of("s3:GetObject");
    private static final List<String> WRITE =
            List.of("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts");

    @Test
    void usersReachOnlyTheBucketThatTheyUploadTo() throws IOException {
        holds(
                "users",
                policy(List.of(allow(LOOK, datasets()), allow(READ, in(datasets())), allow(WRITE, in(datasets())))));
    }

    /** They read what users have uploaded, and keep what they make of it in their own bucket. */
    @Test
    void servicesThatComputeChangeNoUpload() throws IOException {
        holds(
                "services",
                policy(List.of(
                        allow(LOOK, datasets(), nephrite()),
                        allow(READ, in(datasets()), in(nephrite())),
                        allow(WRITE, in(nephrite())))));
    }

    /** The trainer writes an experiment.json where a training is extended; eval takes uploads of the page. */
    @Test
    void trainerAndEvalWriteBothBuckets() throws IOException {
        holds(
                "trainer-and-eval",
                policy(List.of(
                        allow(LOOK, datasets(), nephrite()),
                        allow(READ, in(datasets()), in(nephrite())),
                        allow(WRITE, in(datasets()), in(nephrite())))));
    }

    @Test
    void initMakesBucketsAndReadsNoObject() throws IOException {
        holds(
                "init",
                policy(List.of(allow(
                        List.of(
                                "s3:CreateBucket",
                                "s3:GetBucketLocation",
                                "s3:ListBucket",
                                "s3:GetBucketNotification",
                                "s3:PutBucketNotification"),
                        datasets(),
                        nephrite()))));
    }

    private static String datasets() {
        return "arn:aws:s3:::" + Namespace.WHOLE.datasets();
    }

    private static String nephrite() {
        return "arn:aws:s3:::" + Namespace.WHOLE.nephrite();
    }

    private static String in(String bucket) {
        return bucket + "/*";
    }

    private static Map<String, Object> allow(List<String> actions, String... resources) {
        return new TreeMap<>(Map.of("Effect", "Allow", "Action", actions, "Resource", List.of(resources)));
    }

    private static String policy(List<Map<String, Object>> statements) {
        return new String(
                        Json.pretty(new TreeMap<>(Map.of("Version", "2012-10-17", "Statement", statements))),
                        StandardCharsets.UTF_8)
                + "\n";
    }

    private static void holds(String name, String made) throws IOException {
        assertThat(Checkout.rendered(FOLDER.resolve(name + ".json"), made)).isEqualTo(made);
    }
}
