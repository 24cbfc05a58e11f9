package io.nephrite.init;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What users, init and each service may do in the store, made of the keys that the code knows. Every service reads all
 * that the others have made and writes only what is its own; eval, which keeps house, deletes besides. An asterisk stands for anything, slashes included.
 */
final class StorePolicies {
    private static final String ANY = "*";
    private static final VersionId VERSION = new VersionId(ANY, ANY);

    private static final List<String> LOOK =
            List.of("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads");
    private static final List<String> READ = List.of("s3:GetObject");
    private static final List<String> WRITE =
            List.of("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts");

    /** Ends in a slash or is a whole key; see docs/keys.md. */
    private static final Map<String, List<String>> OWN = Map.of(
            "ingest",
            List.of(
                    ObjectKeys.checks(ANY),
                    ObjectKeys.current(ANY),
                    ObjectKeys.intake(ANY),
                    ObjectKeys.newestIngestReport(ANY),
                    ObjectKeys.newestIngestReportMarkdown(ANY),
                    ObjectKeys.sealRequest(ANY),
                    ObjectKeys.knownDatasets(),
                    ObjectKeys.results(VERSION)),
            "preprocess",
            List.of(
                    ObjectKeys.fingerprints(ANY, Optional.empty()).replace("raw/", ""),
                    ANY + "/foreground/",
                    ANY + "/preprocessed/",
                    ANY + "/volumes/"),
            "planner",
            List.of(
                    ObjectKeys.fingerprints(ANY, Optional.empty()).replace("raw/", ""),
                    ObjectKeys.preprocessingParameters(ANY, ANY),
                    ObjectKeys.skippedPreprocessing(VERSION),
                    ObjectKeys.results(VERSION)),
            "trainer",
            List.of(
                    ObjectKeys.results(VERSION),
                    ObjectKeys.trainings(ANY),
                    ObjectKeys.nextStage(ANY, ANY, ANY),
                    ANY + "/logits/",
                    ObjectKeys.imagePredictions(),
                    ObjectKeys.jobs()),
            "eval",
            List.of(
                    ObjectKeys.failures(ANY),
                    ObjectKeys.sweeps(VERSION),
                    ObjectKeys.results(VERSION),
                    ANY + "/metrics/",
                    ANY + "/logits/",
                    ObjectKeys.shownTestImages(VERSION),
                    ObjectKeys.models(),
                    ObjectKeys.jobs(),
                    ObjectKeys.deletions(),
                    ObjectKeys.trainings(ANY),
                    "_deadletters/"));

    private StorePolicies() {}

    /** Documents by the names of their files. */
    static Map<String, String> all() {
        Map<String, String> policies = new LinkedHashMap<>();
        policies.put(
                "users",
                policy(List.of(allow(LOOK, datasets()), allow(READ, in(datasets())), allow(WRITE, in(datasets())))));
        policies.put(
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
        for (String service : List.of("ingest", "preprocess", "planner", "trainer", "eval")) {
            List<Map<String, Object>> statements = new ArrayList<>(List.of(
                    allow(LOOK, datasets(), nephrite()),
                    allow(READ, in(datasets()), in(nephrite())),
                    allow(WRITE, written(service).toArray(String[]::new))));
            if (service.equals("eval")) { // deletes datasets, and what nothing needs
                statements.add(allow(List.of("s3:DeleteObject"), in(nephrite())));
            }
            policies.put(service, policy(statements));
        }
        return policies;
    }

    /** Resources that a service may write. */
    static List<String> written(String service) {
        Stream<String> own = OWN.get(service).stream()
                .map(key -> nephrite() + "/" + (key.endsWith("/") ? key + ANY : key))
                .map(resource -> resource.replaceAll("\\*(/\\*)+$", ANY));
        List<String> resources = new ArrayList<>(own.toList());
        if (service.equals("trainer")) { // where a training is extended
            resources.add(datasets() + "/" + ObjectKeys.upload(ANY, Experiment.FILE));
        }
        if (service.equals("eval")) { // signs what browsers upload
            resources.add(in(datasets()));
        }
        return resources;
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
}
