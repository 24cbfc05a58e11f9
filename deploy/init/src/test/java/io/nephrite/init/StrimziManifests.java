package io.nephrite.init;

import io.nephrite.core.event.Topic;
import java.util.ArrayList;
import java.util.List;

/** Topics and a user for a Kafka that Strimzi runs, from the list of topics that the services use. */
final class StrimziManifests {
    private static final String HEAD = """
            # Rendered from io.nephrite.core.event.Topic by StrimziManifestsTest (-Dnephrite.write=true): change the list, not this.
            """;

    /** Consumer groups, and what the groups of eval's status boards begin with. */
    private static final List<String> GROUPS =
            List.of("ingest-service", "preprocess-service", "planner-service", "trainer-service", "eval-service");

    private StrimziManifests() {}

    static String topics() {
        StringBuilder yaml = new StringBuilder(HEAD);
        for (Topic.Definition topic : Topic.definitions()) {
            yaml.append("""
                    ---
                    apiVersion: kafka.strimzi.io/v1
                    kind: KafkaTopic
                    metadata:
                      name: %s
                      labels: {strimzi.io/cluster: kafka}
                    spec:
                      partitions: %d
                    """.formatted(topic.name(), topic.partitions()));
        }
        return yaml.toString();
    }

    static String user() {
        List<String> rules = new ArrayList<>();
        Topic.definitions()
                .forEach(topic -> rules.add("{resource: {type: topic, name: %s}, operations: [Describe, Read, Write]}"
                        .formatted(topic.name())));
        GROUPS.forEach(group ->
                rules.add("{resource: {type: group, name: %s}, operations: [Describe, Read]}".formatted(group)));
        rules.add("{resource: {type: group, name: eval-status-, patternType: prefix}, operations: [Describe, Read]}");
        return HEAD + """
                apiVersion: kafka.strimzi.io/v1
                kind: KafkaUser
                metadata:
                  name: nephrite
                  labels: {strimzi.io/cluster: kafka}
                spec:
                  authentication: {type: scram-sha-512}
                  authorization:
                    type: simple
                    acls:
                """ + "      - " + String.join("\n      - ", rules) + "\n";
    }
}
