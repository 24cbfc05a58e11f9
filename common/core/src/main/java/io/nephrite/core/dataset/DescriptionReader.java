package io.nephrite.core.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.nephrite.core.json.JsonPlaces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads dataset.json of nnU-Net v2, v1 and the Decathlon, and kits.json. Never throws for what the document says: all
 * that is wrong with it is in the result, as far as one thing wrong does not hide another. The schemas beside this class
 * are the published form of the rules.
 */
public final class DescriptionReader {
    public static final String DATASET_JSON = "dataset.json";
    public static final String KITS_JSON = "kits.json";

    /** Where the description may lie in a dataset's folder; the first that is there counts. */
    public static final List<String> PLACES = List.of(DATASET_JSON, KITS_JSON, "data/" + KITS_JSON);

    /** 100,000 cases take about 12 MiB. */
    public static final int LARGEST_BYTES = 64 << 20;

    /** Each value costs some 100 bytes once it is parsed; 100,000 cases of four channels have 1.2 million. */
    private static final int MOST_TOKENS = 3_000_000;
    /** In larger documents the schema stops at the first error: each of a million wrong values would be one. */
    private static final int ALL_ERRORS_BYTES = 1 << 20;

    private static final int SHOWN_ERRORS = 100;
    private static final int HIGHEST_LABEL = 127;
    private static final ObjectReader STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build()
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Map<DatasetLayout, Schema> SCHEMAS = Map.of(
            DatasetLayout.NNUNET_V2, schema("nnunet-v2"),
            DatasetLayout.NNUNET_V1, schema("nnunet-v1"),
            DatasetLayout.KITS19, schema("kits19"));

    private final byte[] bytes;
    private final String file;
    private final List<Fault> faults = new ArrayList<>();

    private DescriptionReader(byte[] bytes, String file) {
        this.bytes = bytes;
        this.file = file;
    }

    /** @param document the whole of dataset.json */
    public static Description dataset(byte[] document) {
        return new DescriptionReader(document, DATASET_JSON).dataset();
    }

    /** @param document the whole of kits.json */
    public static Description kits19(byte[] document) {
        return new DescriptionReader(document, KITS_JSON).kits19();
    }

    /** @param place one of {@link #PLACES} */
    public static Description at(String place, byte[] document) {
        return place.equals(DATASET_JSON) ? dataset(document) : kits19(document);
    }

    /** What stands in place of a description that is too large to be read. */
    public static Description tooLarge(String file, long size) {
        DescriptionReader reader = new DescriptionReader(new byte[0], file);
        reader.add(FaultCode.DESCRIPTION_TOO_LARGE, "", size + " bytes", "at most " + LARGEST_BYTES + " bytes");
        return reader.unusable(DatasetLayout.NNUNET_V2);
    }

    private Description dataset() {
        Optional<JsonNode> parsed = parse();
        if (parsed.isEmpty()) {
            return unusable(DatasetLayout.NNUNET_V2);
        }
        JsonNode root = parsed.get();
        if (!root.isObject()) {
            add(FaultCode.SCHEMA_VIOLATION, "", "a JSON " + kind(root), "an object");
            return unusable(DatasetLayout.NNUNET_V2);
        }
        boolean second = root.has("channel_names");
        if (!second && !root.has("modality")) {
            add(
                    FaultCode.LAYOUT_UNKNOWN,
                    "",
                    "neither channel_names nor modality",
                    "channel_names as in nnU-Net v2, or modality as in nnU-Net v1 and the Decathlon");
            return unusable(DatasetLayout.NNUNET_V2);
        }
        return second ? second(root) : first(root);
    }

    private Description second(JsonNode root) {
        JsonNode labels = root.path("labels");
        if (labels.isObject() && !labels.isEmpty() && allNumbers(labels) && allText(labels)) {
            add(
                    FaultCode.LAYOUT_MIXED,
                    "/labels",
                    "labels as value: name, as in nnU-Net v1, beside channel_names of v2",
                    "name: value, such as \"background\": 0");
            return unusable(DatasetLayout.NNUNET_V2);
        }
        if (!valid(DatasetLayout.NNUNET_V2, root)) {
            return unusable(DatasetLayout.NNUNET_V2);
        }
        List<Label> declared = new ArrayList<>();
        labels.properties().forEach(l -> declared.add(new Label(l.getKey(), integers(l.getValue()))));
        List<Integer> order = integers(root.path("regions_class_order"));
        LabelMap map = labels(declared, order);
        String ending = root.get("file_ending").textValue();
        boolean supported = FileNames.ending(ending).equals(ending) && !ending.isEmpty();
        if (!supported) {
            add(
                    FaultCode.FILE_ENDING_NOT_SUPPORTED,
                    "/file_ending",
                    "\"" + ending + "\"",
                    "one of " + ImageFormat.listed());
        }
        Optional<ImageReaderName> reader =
                supported ? reader(root.path("overwrite_image_reader_writer").asText(""), ending) : Optional.empty();
        List<String> channels = channels("/channel_names", root.get("channel_names"));
        boolean listed = root.has("dataset");
        List<Description.ListedCase> mapped = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : root.path("dataset").properties()) {
            mapped(entry.getKey(), entry.getValue(), channels).ifPresent(mapped::add);
        }
        List<Description.ListedCase> training = distinct(mapped, new HashMap<>(), "/dataset");
        int numTraining = root.get("numTraining").intValue();
        count(numTraining, listed, root.path("dataset").size());
        return new Description(
                DatasetLayout.NNUNET_V2,
                root.path("name").asText(""),
                channels,
                map,
                ending,
                OptionalInt.of(numTraining),
                listed,
                training,
                List.of(),
                groups(root),
                reader,
                located());
    }

    /** The reader that is named, where files of the ending can be read in more than one way. */
    private Optional<ImageReaderName> reader(String name, String ending) {
        Optional<ImageReaderName> named = ImageReaderName.of(name);
        if (named.isPresent() && !named.get().reads(ending)) {
            add(
                    FaultCode.READER_NOT_SUPPORTED,
                    "/overwrite_image_reader_writer",
                    "\"" + name + "\" for files that end in " + ending,
                    "a reader of such files: "
                            + Arrays.stream(ImageReaderName.values())
                                    .filter(r -> r.reads(ending))
                                    .map(ImageReaderName::text)
                                    .collect(Collectors.joining(", ")));
        }
        return ImageFormat.of(ending).equals(Optional.of(ImageFormat.TIFF))
                ? ImageReaderName.chosen(ending, named)
                : Optional.empty();
    }

    /** An entry of v2's file map. */
    private Optional<Description.ListedCase> mapped(String caseId, JsonNode files, List<String> channels) {
        String pointer = "/dataset/" + escaped(caseId);
        List<String> images = new ArrayList<>();
        JsonNode listed = files.get("images");
        for (int i = 0; i < listed.size(); i++) {
            path(caseId, pointer + "/images/" + i, listed.get(i)).ifPresent(images::add);
        }
        Optional<String> label = path(caseId, pointer + "/label", files.get("label"));
        if (!caseId(pointer, caseId) || images.size() < listed.size() || label.isEmpty()) {
            return Optional.empty();
        }
        // one file may hold all channels; the check of the file counts them
        if (images.size() != channels.size() && images.size() != 1) {
            faults.add(fault(
                            FaultCode.CHANNEL_COUNT_DIFFERS,
                            pointer + "/images",
                            images.size() + " images",
                            channels.size() + ", one per channel: " + channels)
                    .mendedBy("list one image per channel of channel_names, in their order")
                    .of(caseId));
            return Optional.empty();
        }
        return Optional.of(new Description.ListedCase(caseId, images, label));
    }

    private Description first(JsonNode root) {
        JsonNode labels = root.path("labels");
        if (labels.isObject() && !labels.isEmpty() && !allNumbers(labels)) {
            add(
                    FaultCode.LAYOUT_MIXED,
                    "/labels",
                    "labels as name: value, as in nnU-Net v2, beside modality of v1",
                    "value: name, such as \"0\": \"background\"; or channel_names in place of modality");
            return unusable(DatasetLayout.NNUNET_V1);
        }
        if (!valid(DatasetLayout.NNUNET_V1, root)) {
            return unusable(DatasetLayout.NNUNET_V1);
        }
        List<Label> declared = new ArrayList<>();
        Map<Integer, String> byValue = new TreeMap<>();
        labels.properties()
                .forEach(l ->
                        byValue.put(Integer.parseInt(l.getKey()), l.getValue().textValue()));
        byValue.forEach((value, name) -> declared.add(Label.of(name, value)));
        LabelMap map = labels(declared, List.of());
        List<String> channels = channels("/modality", root.get("modality"));
        List<ListedNames.Named> forTraining = new ArrayList<>();
        for (int i = 0; i < root.get("training").size(); i++) {
            JsonNode entry = root.get("training").get(i);
            String pointer = "/training/" + i;
            String name = nameAsListed(entry.get("image"));
            Optional<String> image = path(name, pointer + "/image", entry.get("image"));
            Optional<String> label = path(name, pointer + "/label", entry.get("label"));
            if (image.isPresent() && label.isPresent()) {
                forTraining.add(new ListedNames.Named(pointer + "/image", image.get(), label));
            }
        }
        List<ListedNames.Named> forTest = new ArrayList<>();
        for (int i = 0; i < root.path("test").size(); i++) {
            JsonNode entry = root.get("test").get(i);
            String pointer = "/test/" + i + (entry.isObject() ? "/image" : "");
            JsonNode image = entry.isObject() ? entry.get("image") : entry;
            path(nameAsListed(image), pointer, image)
                    .ifPresent(p -> forTest.add(new ListedNames.Named(pointer, p, Optional.empty())));
        }
        if (!forTraining.isEmpty() && forTraining.stream().noneMatch(ListedNames.Named::isNifti)) {
            faults.add(endingNotSupported(forTraining.get(0)));
        }
        ListedNames names = new ListedNames(forTraining, channels.size());
        Map<String, String> owners = new HashMap<>();
        List<Description.ListedCase> training = distinct(cases(forTraining, names), owners, "/training");
        List<Description.ListedCase> test = distinct(cases(forTest, names), owners, "/test");
        OptionalInt numTraining =
                root.has("numTraining") ? OptionalInt.of(root.get("numTraining").intValue()) : OptionalInt.empty();
        numTraining.ifPresent(n -> count(n, true, root.get("training").size()));
        String ending = training.isEmpty()
                ? ""
                : FileNames.ending(training.get(0).images().get(0));
        return new Description(
                DatasetLayout.NNUNET_V1,
                root.path("name").asText(""),
                channels,
                map,
                ending,
                numTraining,
                true,
                training,
                test,
                groups(root),
                Optional.empty(),
                located());
    }

    private List<Description.ListedCase> cases(List<ListedNames.Named> listed, ListedNames names) {
        List<Description.ListedCase> cases = new ArrayList<>();
        for (ListedNames.Named entry : listed) {
            String caseId = names.caseId(entry);
            if (!entry.isNifti()) {
                faults.add(endingNotSupported(entry).of(caseId));
            } else if (caseId(entry.pointer(), caseId)) {
                cases.add(new Description.ListedCase(caseId, List.of(entry.image()), entry.label()));
            }
        }
        return cases;
    }

    private Fault endingNotSupported(ListedNames.Named entry) {
        return fault(
                FaultCode.FILE_ENDING_NOT_SUPPORTED,
                entry.pointer(),
                "\"" + entry.image() + "\"",
                "a path that ends in .nii.gz or .nii");
    }

    private Description kits19() {
        Optional<JsonNode> parsed = parse();
        if (parsed.isEmpty() || !valid(DatasetLayout.KITS19, parsed.get())) {
            return unusable(DatasetLayout.KITS19);
        }
        List<Description.ListedCase> named = new ArrayList<>();
        for (int i = 0; i < parsed.get().size(); i++) {
            String caseId = parsed.get().get(i).get("case_id").textValue();
            if (caseId("/" + i + "/case_id", caseId)) {
                named.add(new Description.ListedCase(caseId, List.of(CaseBook.kitsImage(caseId)), Optional.empty()));
            }
        }
        return new Description(
                DatasetLayout.KITS19,
                "KiTS",
                List.of("CT"),
                LabelMap.of("background", "Kidney", "Tumor"),
                ".nii.gz",
                OptionalInt.empty(),
                false,
                distinct(named, new HashMap<>(), ""),
                List.of(),
                Map.of(),
                Optional.empty(),
                located());
    }

    private Optional<JsonNode> parse() {
        if (bytes.length > LARGEST_BYTES) {
            add(FaultCode.DESCRIPTION_TOO_LARGE, "", bytes.length + " bytes", "at most " + LARGEST_BYTES + " bytes");
            return Optional.empty();
        }
        try {
            JsonNode root = STRICT.readValue(bytes);
            if (root == null || root.isMissingNode()) {
                add(FaultCode.JSON_MALFORMED, "", "an empty file", "a JSON object");
                return Optional.empty();
            }
            return Optional.of(root);
        } catch (StreamConstraintsException e) {
            boolean tooMany = e.getOriginalMessage().startsWith("Token count");
            add(
                    tooMany ? FaultCode.DESCRIPTION_TOO_LARGE : FaultCode.JSON_TOO_DEEP,
                    "",
                    tooMany ? "more than " + MOST_TOKENS + " names, values and brackets" : e.getOriginalMessage(),
                    "a few levels, names of sensible length, and some thousands of cases");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            add(FaultCode.JSON_MALFORMED, "", place + e.getOriginalMessage(), "valid JSON" + meaning(e));
        } catch (IOException e) {
            // bytes that are no text in any of JSON's encodings
            add(FaultCode.JSON_MALFORMED, "", String.valueOf(e.getMessage()), "JSON in UTF-8");
        }
        return Optional.empty();
    }

    private String meaning(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (message.startsWith("Duplicate field")) {
            return "; name each field once";
        }
        if ((message.contains("'}'") || message.contains("']'")) && followsComma(e.getLocation())) {
            return "; there is a trailing comma before it: remove it";
        }
        if (message.contains("('\\'' (code 39))")) {
            return "; names and text need double quotes";
        }
        if (message.startsWith("Unexpected end-of-input")) {
            return "; the file was cut, or a bracket is not closed";
        }
        return "";
    }

    private boolean followsComma(JsonLocation location) {
        int at = location == null ? -1 : (int) Math.min(location.getByteOffset(), bytes.length - 1);
        while (at >= 0 && (bytes[at] <= ' ' || bytes[at] == '}' || bytes[at] == ']')) {
            at--;
        }
        return at >= 0 && bytes[at] == ',';
    }

    private boolean valid(DatasetLayout layout, JsonNode root) {
        boolean failFast = bytes.length > ALL_ERRORS_BYTES;
        List<Error> errors = SCHEMAS.get(layout)
                .validate(root, context -> context.executionConfig(config -> config.failFast(failFast)));
        errors.stream()
                .limit(SHOWN_ERRORS)
                .forEach(e -> add(
                        FaultCode.SCHEMA_VIOLATION,
                        e.getInstanceLocation().toString(),
                        e.getInstanceNode() == null ? "nothing" : shown(e.getInstanceNode()),
                        e.getMessage()));
        return errors.isEmpty();
    }

    private LabelMap labels(List<Label> declared, List<Integer> order) {
        Map<String, Label> byName = new LinkedHashMap<>();
        Set<String> twice = new TreeSet<>();
        declared.forEach(l -> {
            if (byName.putIfAbsent(l.name(), l) != null) {
                twice.add(l.name());
            }
        });
        twice.forEach(n -> add(FaultCode.LABEL_DECLARED_TWICE, "/labels", "name " + n + " twice", "each name once"));
        LabelMap map = new LabelMap(List.copyOf(byName.values()), order);
        List<Integer> values = List.copyOf(map.declaredValues());
        Map<Integer, String> owner = new HashMap<>();
        for (Label label : map.labels()) {
            if (!label.isRegion()) {
                String other = owner.putIfAbsent(label.values().get(0), label.name());
                if (other != null) {
                    add(
                            FaultCode.LABEL_DECLARED_TWICE,
                            "/labels",
                            other + " and " + label.name() + " both "
                                    + label.values().get(0),
                            "one name per value");
                }
            }
        }
        Optional<Label> zero =
                map.labels().stream().filter(l -> l.values().contains(0)).findFirst();
        if (zero.isEmpty()) {
            add(FaultCode.BACKGROUND_MISSING, "/labels", "values " + values, "background with value 0");
        } else if (!zero.get().name().toLowerCase(Locale.ROOT).equals(Label.BACKGROUND)) {
            Optional<Label> misplaced = map.labels().stream()
                    .filter(l -> l.name().toLowerCase(Locale.ROOT).equals(Label.BACKGROUND))
                    .findFirst();
            if (misplaced.isPresent()) {
                add(
                        FaultCode.BACKGROUND_MISSING,
                        "/labels",
                        "background with " + misplaced.get().values() + " and "
                                + zero.get().name() + " with 0",
                        "background with value 0");
            }
        }
        for (int i = 0; i < values.size() && zero.isPresent(); i++) {
            if (values.get(i) != i) {
                add(FaultCode.LABELS_NOT_CONSECUTIVE, "/labels", "values " + values, "0, 1, 2, … without gaps");
                break;
            }
        }
        if (!values.isEmpty() && values.get(values.size() - 1) > HIGHEST_LABEL) {
            add(
                    FaultCode.LABEL_OUT_OF_RANGE,
                    "/labels",
                    "value " + values.get(values.size() - 1),
                    "values from 0 to " + HIGHEST_LABEL);
        }
        if (map.hasRegions()) {
            long regions = map.labels().stream()
                    .filter(l -> !l.values().equals(List.of(0)) && !l.name().equals(Label.IGNORE))
                    .count();
            if (order.size() != regions) {
                add(
                        FaultCode.REGIONS_WITHOUT_ORDER,
                        "/regions_class_order",
                        order.size() + " values",
                        regions + ", one per region");
            }
            order.stream()
                    .filter(value -> value == 0
                            || !values.contains(value)
                            || map.ignore().equals(Optional.of(value)))
                    .forEach(value -> add(
                            FaultCode.REGION_EXPORTED_AS_UNDECLARED,
                            "/regions_class_order",
                            "value " + value,
                            "foreground values of /labels: " + map.foreground()));
        }
        List<Integer> highest = values.isEmpty() ? List.of() : List.of(values.get(values.size() - 1));
        map.labels().stream()
                .filter(l -> l.name().equals(Label.IGNORE) && !l.values().equals(highest))
                .forEach(l -> add(
                        FaultCode.IGNORE_NOT_LAST,
                        "/labels/ignore",
                        "value " + Label.key(l.values()),
                        "the highest value"));
        return map;
    }

    private List<String> channels(String pointer, JsonNode node) {
        Map<Integer, String> byIndex = new TreeMap<>();
        node.properties()
                .forEach(c ->
                        byIndex.put(Integer.parseInt(c.getKey()), c.getValue().textValue()));
        int expected = 0;
        for (int index : byIndex.keySet()) {
            if (index != expected++) {
                add(
                        FaultCode.CHANNELS_NOT_CONSECUTIVE,
                        pointer,
                        "channels " + byIndex.keySet(),
                        "0, 1, 2, … without gaps");
                break;
            }
        }
        return List.copyOf(byIndex.values());
    }

    private void count(int numTraining, boolean listed, int cases) {
        if (listed && numTraining != cases) {
            add(
                    FaultCode.COUNT_DIFFERS,
                    "/numTraining",
                    "numTraining " + numTraining + " and " + cases + " cases listed",
                    "the same number");
        }
    }

    /**
     * Those that share neither name nor file with one before.
     *
     * @param owners takes the case of each name in lower case and of each file
     */
    private List<Description.ListedCase> distinct(
            List<Description.ListedCase> cases, Map<String, String> owners, String pointer) {
        List<Description.ListedCase> distinct = new ArrayList<>();
        Set<Fault> found = new LinkedHashSet<>();
        for (Description.ListedCase listed : cases) {
            String caseId = listed.caseId();
            // a name has no slash, a path always begins with one here
            String sameName = owners.putIfAbsent(caseId.toLowerCase(Locale.ROOT), caseId);
            Optional<Fault> fault = sameName == null
                    ? sameFile(listed, owners, pointer)
                    : Optional.of(
                            sameName.equals(caseId)
                                    ? fault(
                                            FaultCode.CASE_LISTED_TWICE,
                                            pointer,
                                            "case " + caseId + " more than once",
                                            "each case once")
                                    : fault(
                                            FaultCode.CASE_NAMES_DIFFER_IN_CASE,
                                            pointer,
                                            sameName + " and " + caseId,
                                            "names that differ in more than upper and lower case"));
            fault.ifPresentOrElse(f -> found.add(f.of(caseId)), () -> distinct.add(listed));
        }
        faults.addAll(found);
        return distinct;
    }

    private Optional<Fault> sameFile(Description.ListedCase listed, Map<String, String> owners, String pointer) {
        List<String> paths = new ArrayList<>(listed.images());
        listed.label().ifPresent(paths::add);
        for (String path : paths) {
            String owner = owners.putIfAbsent("/" + path, listed.caseId());
            if (owner != null) {
                return Optional.of(fault(
                        FaultCode.FILE_LISTED_TWICE,
                        pointer,
                        path + " for " + owner + " and " + listed.caseId(),
                        "each file in one place"));
            }
        }
        return Optional.empty();
    }

    private boolean caseId(String pointer, String name) {
        if (FileNames.isSafeCaseId(name)) {
            return true;
        }
        faults.add(fault(FaultCode.NAME_NOT_SAFE, pointer, "case name \"" + name + "\"", FileNames.SAFE_CASE_ID)
                .of(name));
        return false;
    }

    private Optional<String> path(String caseId, String pointer, JsonNode node) {
        Optional<String> path = FileNames.relative(node.textValue());
        if (path.isEmpty()) {
            faults.add(fault(FaultCode.NAME_NOT_SAFE, pointer, "path \"" + node.textValue() + "\"", FileNames.SAFE_PATH)
                    .of(caseId));
        }
        return path;
    }

    /** A name for the case of a path that may be unfit to be followed. */
    private static String nameAsListed(JsonNode image) {
        String stem = FileNames.stem(image.textValue());
        return stem.isBlank() ? image.textValue() : stem;
    }

    private static Map<String, String> groups(JsonNode root) {
        Map<String, String> groups = new HashMap<>();
        root.path("group")
                .properties()
                .forEach(g -> groups.put(g.getKey(), g.getValue().textValue()));
        return groups;
    }

    private Description unusable(DatasetLayout layout) {
        return new Description(
                layout,
                "",
                List.of("unknown"),
                LabelMap.of(Label.BACKGROUND),
                "",
                OptionalInt.empty(),
                true,
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                located());
    }

    private void add(FaultCode code, String pointer, String seen, String expected) {
        faults.add(fault(code, pointer, seen, expected));
    }

    private Fault fault(FaultCode code, String pointer, String seen, String expected) {
        return Fault.of(code, pointer.isEmpty() ? seen : pointer + " " + seen, expected)
                .in(file);
    }

    /** The faults, each with line and column where it names a JSON pointer. */
    private List<Fault> located() {
        Set<String> pointers = faults.stream()
                .map(f -> f.seen().split(" ", 2)[0])
                .filter(p -> p.startsWith("/"))
                .collect(Collectors.toSet());
        if (pointers.isEmpty()) {
            return faults;
        }
        Map<String, String> places = JsonPlaces.of(bytes, pointers);
        return faults.stream()
                .map(f -> {
                    String place = places.get(f.seen().split(" ", 2)[0]);
                    return place == null
                            ? f
                            : new Fault(
                                    f.code(),
                                    f.severity(),
                                    f.caseId(),
                                    f.file(),
                                    place + ": " + f.seen(),
                                    f.expected(),
                                    f.mend());
                })
                .toList();
    }

    private static List<Integer> integers(JsonNode node) {
        List<Integer> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(v -> values.add(v.intValue()));
        } else if (node.isNumber()) {
            values.add(node.intValue());
        }
        return values;
    }

    private static boolean allNumbers(JsonNode object) {
        return object.properties().stream().allMatch(p -> p.getKey().matches("\\d+"));
    }

    private static boolean allText(JsonNode object) {
        return object.properties().stream().allMatch(p -> p.getValue().isTextual());
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String shown(JsonNode node) {
        return node.isContainerNode() ? "a JSON " + kind(node) : node.toString();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static Schema schema(String name) {
        String resource = name + ".schema.json";
        try (InputStream in = DescriptionReader.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no " + resource + " in the jar");
            }
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
