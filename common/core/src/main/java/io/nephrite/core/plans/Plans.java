package io.nephrite.core.plans;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.ImageReaderName;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * nnU-Net's plans document: how a dataset is preprocessed and trained. It is checked when it is read, so every
 * configuration in it can be used. Immutable.
 *
 * <pre>{@code
 * Plans plans = Plans.parse(Files.readAllBytes(folder.resolve("nnUNetPlans.json")));
 * ConfigurationPlan plan = plans.configuration("3d_fullres");
 * int[] patch = plan.patchSize(); // voxels along the axes of the plans
 * }</pre>
 */
public final class Plans {
    /** Of what becomes part of an object's key. */
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    static final String NAME_SAID = "letters, digits, dots, hyphens and underscores";

    private final ObjectNode document;
    /** The names, without {@code .json}, of the other documents beside the plans; ObjectKeysTest holds the list. */
    private static final Set<String> DOCUMENTS = Set.of(
            "manifest",
            "goal",
            "dataset",
            "experiment",
            "inference_information",
            "ingest-report",
            "dataset_fingerprint",
            "plans-explained",
            "planning",
            "planning-reduced",
            "splits_final",
            "report",
            "selection");

    private final String plansName;
    private final AxisOrder transposeForward;
    private final Map<String, IntensityProperties> intensityProperties;
    private final Map<String, ConfigurationPlan> configurations = new LinkedHashMap<>();

    private Plans(JsonCursor json) {
        if (!json.node().isObject()) {
            throw json.expected("an object");
        }
        document = json.node().deepCopy();
        plansName = json.field("plans_name").text();
        if (!plansName.matches(NAME)) {
            throw json.field("plans_name").expected(NAME_SAID);
        }
        if (DOCUMENTS.contains(plansName.toLowerCase(Locale.ROOT))) {
            throw json.field("plans_name").expected("a name that no other document of the results has");
        }
        json.find("image_reader_writer").ifPresent(reader -> reader.oneOf(ImageReaderName.names()));
        transposeForward = axes(json.field("transpose_forward"));
        if (!axes(json.field("transpose_backward")).equals(transposeForward.inverse())) {
            throw json.field("transpose_backward")
                    .expected("the inverse of transpose_forward, "
                            + Arrays.toString(transposeForward.inverse().toArray()));
        }
        intensityProperties = intensities(json.field("foreground_intensity_properties_per_channel"));
        JsonCursor all = json.field("configurations");
        if (all.names().isEmpty()) {
            throw all.expected("at least one configuration");
        }
        for (String name : all.names()) {
            configurations.put(name, new ConfigurationPlan(ResolvedConfiguration.of(all, name)));
        }
        for (String name : all.names()) {
            ResolvedConfiguration.of(all, name).find("previous_stage").ifPresent(previous -> {
                if (previous.oneOf(List.copyOf(configurations.keySet())).equals(name)) {
                    throw previous.expected("another configuration");
                }
            });
        }
    }

    /**
     * Plans of nnU-Net v2, or plans of v1 exported to JSON.
     *
     * @throws PipelineException {@link FailureCode#INVALID_PLANS}: place, what was found, what is allowed
     */
    public static Plans parse(byte[] json) {
        JsonCursor document = JsonCursor.parse(json, "plans", FailureCode.INVALID_PLANS);
        return V1Plans.isV1(document) ? V1Plans.convert(document) : new Plans(document);
    }

    /**
     * As {@link #parse}, of a document that a person may have edited: a misspelled or misplaced field is refused. What
     * an earlier release has taken is still read by {@link #parse}.
     *
     * @throws PipelineException {@link FailureCode#INVALID_PLANS}: place, what was found, what is allowed
     */
    public static Plans parseEdited(byte[] json) {
        JsonCursor document = JsonCursor.parse(json, "plans", FailureCode.INVALID_PLANS);
        if (document.node().isObject() && !V1Plans.isV1(document)) {
            PlansFields.unread(document);
        }
        return parse(json);
    }

    /**
     * Checks a plans document.
     *
     * @param document in nnU-Net's spelling; copied
     */
    public static Plans of(ObjectNode document) {
        return of(document, "plans");
    }

    /**
     * Checks a plans document.
     *
     * @param name of the document in messages
     */
    public static Plans of(ObjectNode document, String name) {
        return new Plans(JsonCursor.at(name, FailureCode.INVALID_PLANS, "", document));
    }

    /** Such as {@code nnUNetPlans}; the file is named after it. */
    public String plansName() {
        return plansName;
    }

    /** JSON pointers of fields that nothing reads, here and in nnU-Net. */
    public List<String> unreadFields() {
        return PlansFields.unread(JsonCursor.at("plans", FailureCode.INVALID_PLANS, "", document));
    }

    /** From the array frame to the plan frame. */
    public AxisOrder transposeForward() {
        return transposeForward;
    }

    /** Channel index as text → statistics. */
    public Map<String, IntensityProperties> intensityProperties() {
        return intensityProperties;
    }

    /** In the document's order. */
    public List<String> configurationNames() {
        return List.copyOf(configurations.keySet());
    }

    public boolean has(String configuration) {
        return configurations.containsKey(configuration);
    }

    /**
     * Returns a configuration with everything that it inherits.
     *
     * @throws PipelineException {@link FailureCode#INVALID_PLANS} if the plans have no configuration of that name
     */
    public ConfigurationPlan configuration(String name) {
        ConfigurationPlan found = configurations.get(name);
        if (found == null) {
            throw new PipelineException(
                    FailureCode.INVALID_PLANS,
                    plansName + ": no configuration " + name + ", there are "
                            + String.join(", ", configurations.keySet()));
        }
        return found;
    }

    /** In nnU-Net's spelling, as it was read; a copy. */
    public ObjectNode toJson() {
        return document.deepCopy();
    }

    /** Indented, fields in nnU-Net's order. */
    public byte[] bytes() {
        return Json.pretty(document);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Plans o && document.equals(o.document);
    }

    @Override
    public int hashCode() {
        return document.hashCode();
    }

    private static AxisOrder axes(JsonCursor json) {
        int[] axes = json.elements(3).stream().mapToInt(c -> c.integer(0, 2)).toArray();
        try {
            return AxisOrder.of(axes);
        } catch (IllegalArgumentException e) {
            throw json.expected("a permutation of 0, 1, 2");
        }
    }

    private static Map<String, IntensityProperties> intensities(JsonCursor json) {
        Map<String, IntensityProperties> properties = new LinkedHashMap<>();
        for (String channel : json.names()) {
            JsonCursor p = json.field(channel);
            properties.put(
                    channel,
                    new IntensityProperties(
                            number(p, "max"),
                            number(p, "mean"),
                            number(p, "median"),
                            number(p, "min"),
                            number(p, "percentile_00_5"),
                            number(p, "percentile_99_5"),
                            number(p, "std")));
        }
        return Map.copyOf(properties);
    }

    private static double number(JsonCursor json, String field) {
        return json.field(field).number(-Double.MAX_VALUE, Double.MAX_VALUE);
    }
}
