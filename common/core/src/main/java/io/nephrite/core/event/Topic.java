package io.nephrite.core.event;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every Kafka topic. Deployments create the topics and their dead-letter twins from this list; services never do.
 * A topic that feeds a fan-in is keyed by dataset, so that one consumer sees all of a dataset.
 */
public enum Topic {
    CASE_CHECK_REQUESTED(CaseCheckRequested.class, 8),
    CASE_CHECKED(CaseChecked.class, 4),
    DATASET_SEALED(DatasetSealed.class, 4),
    FINGERPRINT_REQUESTED(FingerprintRequested.class, 8),
    CASE_FINGERPRINTED(CaseFingerprinted.class, 4),
    PLANS_CREATED(PlansCreated.class, 4),
    PREPROCESSING_REQUESTED(PreprocessingRequested.class, 8),
    CASE_PREPROCESSED(CasePreprocessed.class, 4),
    TRAINING_REQUESTED(TrainingRequested.class, 4),
    EPOCH_COMPLETED(EpochCompleted.class, 4),
    FOLD_TRAINED(FoldTrained.class, 4),
    PREDICTION_REQUESTED(PredictionRequested.class, 4),
    CASE_PREDICTED(CasePredicted.class, 4),
    CASE_EVALUATED(CaseEvaluated.class, 4),
    FOLD_EVALUATED(FoldEvaluated.class, 4),
    CONFIGURATION_SELECTED(ConfigurationSelected.class, 4),
    IMAGE_PREDICTION_REQUESTED(ImagePredictionRequested.class, 4),
    IMAGE_PREDICTED(ImagePredicted.class, 4),
    REPORT_CREATED(ReportCreated.class, 4),
    WORK_FAILED(WorkFailed.class, 4),
    WORK_DELAYED(WorkDelayed.class, 4),
    DATASET_DELETED(DatasetDeleted.class, 4);

    /**
     * Where the store announces objects, in MinIO's record format: one partition, so that uploads are seen in order.
     */
    public static final String OBJECT_EVENTS = "object-events";

    private static final String DEAD_LETTER_SUFFIX = ".dlq";

    private final Class<? extends Event> type;
    private final int partitions;

    Topic(Class<? extends Event> type, int partitions) {
        this.type = type;
        this.partitions = partitions;
    }

    public static Topic of(Class<? extends Event> type) {
        return Arrays.stream(values())
                .filter(t -> t.type == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no topic for " + type));
    }

    /**
     * Finds the topic of that name.
     *
     * @throws IllegalArgumentException where no event has that topic
     */
    public static Topic named(String topicName) {
        return Arrays.stream(values())
                .filter(t -> t.topicName().equals(topicName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no topic " + topicName));
    }

    /** Name on the broker, such as {@code case-checked}. */
    public String topicName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Class<? extends Event> eventType() {
        return type;
    }

    /** CloudEvents type, such as {@code io.nephrite.case-checked.v1}. */
    public String cloudEventType() {
        return "io.nephrite." + topicName() + ".v1";
    }

    /** Where records go that cannot be worked on, by the name of the topic that they come from. */
    public static SortedMap<String, String> deadLetterTopics() {
        SortedMap<String, String> topics = new TreeMap<>();
        consumed().forEach(d -> topics.put(d.name(), d.name() + DEAD_LETTER_SUFFIX));
        return topics;
    }

    private static Stream<Definition> consumed() {
        return Stream.concat(
                Stream.of(new Definition(OBJECT_EVENTS, 1)),
                Arrays.stream(values()).map(t -> new Definition(t.topicName(), t.partitions)));
    }

    /** Everything that a deployment must create. */
    public static List<Definition> definitions() {
        return consumed()
                .flatMap(d -> Stream.of(d, new Definition(d.name() + DEAD_LETTER_SUFFIX, 1)))
                .toList();
    }

    /** A topic to be created. */
    public record Definition(String name, int partitions) {}
}
