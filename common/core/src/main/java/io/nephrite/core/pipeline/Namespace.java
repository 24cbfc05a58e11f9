package io.nephrite.core.pipeline;

import io.nephrite.core.event.Topic;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names that one Nephrite has on a broker and a store. Several share them where each has a prefix of its own, which
 * begins the names of its topics, consumer groups and buckets. Events and object keys are the same in all.
 *
 * @param prefix empty, or such as {@code lab1-}
 */
public record Namespace(String prefix) {
    /** The environment variable that services and launcher read. */
    public static final String VARIABLE = "NEPHRITE_PREFIX";

    /** A bucket's name has at most 63 characters, so the longest of ours leaves room for this. */
    private static final Pattern ALLOWED = Pattern.compile("|[a-z0-9][a-z0-9-]{0,29}-");

    /** What a broker and a store have that only one Nephrite uses. */
    public static final Namespace WHOLE = new Namespace("");

    /**
     * Checks the prefix.
     *
     * @throws IllegalArgumentException where broker or store would not take the names
     */
    public Namespace {
        if (!ALLOWED.matcher(prefix).matches()) {
            throw new IllegalArgumentException(VARIABLE + " is \"" + prefix
                    + "\"; it must be empty, or at most 31 small letters, digits and hyphens that begin with a letter or"
                    + " digit and end with a hyphen, such as \"lab1-\"");
        }
    }

    /** Bucket of what users upload. */
    public String datasets() {
        return prefix + ObjectKeys.DATASETS;
    }

    /** Bucket of what the services write. */
    public String nephrite() {
        return prefix + ObjectKeys.NEPHRITE;
    }

    public List<String> buckets() {
        return List.of(datasets(), nephrite());
    }

    /**
     * Returns the name that a topic has on the broker.
     *
     * @param name of a topic as {@link Topic} has it
     */
    public String topic(String name) {
        return prefix + name;
    }

    /** The inverse of {@link #topic(String)}; empty where the topic is another Nephrite's. */
    public Optional<String> nameOf(String topic) {
        return topic.startsWith(prefix) ? Optional.of(topic.substring(prefix.length())) : Optional.empty();
    }

    /**
     * Returns the name of a service's consumer group on the broker.
     *
     * @param service such as {@code planner-service}
     */
    public String group(String service) {
        return prefix + service;
    }

    /** Everything that a deployment must create on the broker. */
    public List<Topic.Definition> topics() {
        return Topic.definitions().stream()
                .map(d -> new Topic.Definition(topic(d.name()), d.partitions()))
                .toList();
    }
}
