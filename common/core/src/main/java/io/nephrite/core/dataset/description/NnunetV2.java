package io.nephrite.core.dataset.description;

import io.nephrite.core.dataset.DatasetLayout;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.ImageReaderName;
import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.description.Description.ListedCase;
import io.nephrite.core.json.JsonCursor;
import io.nephrite.core.text.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * nnU-Net v2's dataset.json. Read are {@code channel_names}, {@code labels}, {@code numTraining}, {@code file_ending},
 * {@code regions_class_order}, {@code overwrite_image_reader_writer}, {@code dataset}, {@code group} and {@code name};
 * other fields may hold anything.
 */
final class NnunetV2 implements DescriptionFormat {
    static final String CHANNELS = "channel_names";

    private static final String CHANNELS_EXAMPLE = "{\"0\": \"CT\"}";
    private static final String LABELS_EXAMPLE = "{\"background\": 0, \"kidney\": 1}";
    private static final int HIGHEST = 1_000_000;
    private static final String NO_READER = "None";

    @Override
    public Optional<Description> read(JsonCursor root, Findings findings) {
        findings.read(() -> required(root, "numTraining"));
        findings.read(() -> required(root, "file_ending"));
        return readWithoutCases(root, findings)
                .map(d -> withCases(d, root, findings))
                .filter(d -> !findings.hasViolations());
    }

    private static JsonCursor required(JsonCursor root, String name) {
        JsonCursor value = root.field(name);
        if (value.node().isNull()) {
            throw value.expected("a value");
        }
        return value;
    }

    private static Description withCases(Description declared, JsonCursor root, Findings findings) {
        Optional<JsonCursor> map = root.find("dataset");
        if (map.isEmpty()) {
            return declared;
        }
        List<ListedCase> training = mapped(map.get(), declared.channelNames(), findings);
        declared.numTraining()
                .ifPresent(n -> CommonFields.compareCount(n, map.get().node().size(), findings));
        return declared.listing(training, List.of(), declared.fileEnding());
    }

    @Override
    public Optional<Description> readWithoutCases(JsonCursor root, Findings findings) {
        if (CommonFields.object(root, "labels").filter(NnunetV2::isByValue).isPresent()) {
            findings.add(
                    FaultCode.LAYOUT_MIXED,
                    "/labels",
                    "labels as value: name, as in nnU-Net v1, beside channel_names of v2",
                    "name: value, such as \"background\": 0");
            return Optional.empty();
        }
        Optional<List<String>> channels =
                findings.read(() -> CommonFields.channels(root.field(CHANNELS), CHANNELS_EXAMPLE, findings));
        Optional<List<Label>> labels = findings.read(() -> labels(root.field("labels"), findings));
        Optional<Integer> numTraining =
                root.find("numTraining").flatMap(c -> findings.read(() -> c.integer(1, CommonFields.MOST_CASES)));
        Optional<String> ending = root.find("file_ending").flatMap(c -> findings.read(c::text));
        List<Integer> order = root.find("regions_class_order")
                .flatMap(c -> findings.read(() -> values(c)))
                .orElse(List.of());
        Optional<String> readerName = root.find("overwrite_image_reader_writer")
                .flatMap(c -> findings.read(() -> readerName(c)))
                .filter(name -> !name.equals(NO_READER));
        Map<String, String> groups = CommonFields.groups(root, findings);
        if (channels.isEmpty() || labels.isEmpty() || findings.hasViolations()) {
            return Optional.empty();
        }
        boolean readable = ending.filter(e -> isReadable(e, findings)).isPresent();
        return Optional.of(new Description(
                DatasetLayout.NNUNET_V2,
                CommonFields.name(root),
                channels.get(),
                LabelRules.check(labels.get(), order, findings),
                ending.orElse("").toLowerCase(Locale.ROOT),
                numTraining.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                false,
                List.of(),
                List.of(),
                groups,
                readable ? reader(readerName, ending.get(), findings) : Optional.empty(),
                List.of()));
    }

    private static boolean isByValue(JsonCursor labels) {
        return CommonFields.isNumbered(labels)
                && labels.names().stream().allMatch(n -> labels.field(n).node().isTextual());
    }

    private static List<Label> labels(JsonCursor labels, Findings findings) {
        if (!labels.node().isObject() || labels.node().size() < 2) {
            throw labels.expected("background and at least one label, such as " + LABELS_EXAMPLE);
        }
        List<Label> declared = new ArrayList<>();
        for (String name : labels.names()) {
            if (findings.isFull()) {
                break;
            }
            findings.read(() -> label(name, labels.field(name))).ifPresent(declared::add);
        }
        return declared;
    }

    private static Label label(String name, JsonCursor value) {
        List<Integer> values = values(value);
        return new Label(name, values, value.node().isArray() && values.size() == 1);
    }

    /** One whole number, or a list of them that is not empty. */
    private static List<Integer> values(JsonCursor value) {
        if (!value.node().isArray()) {
            return List.of(value.integer(0, HIGHEST));
        }
        if (value.node().isEmpty()) {
            throw value.expected("one value or more");
        }
        return value.elements().stream().map(e -> e.integer(0, HIGHEST)).toList();
    }

    private static String readerName(JsonCursor name) {
        return name.oneOf(Stream.concat(ImageReaderName.names().stream(), Stream.of(NO_READER))
                .toList());
    }

    private static boolean isReadable(String ending, Findings findings) {
        boolean readable = ImageFormat.ending(ending).filter(ending::equals).isPresent();
        if (!readable) {
            findings.add(
                    FaultCode.FILE_ENDING_NOT_SUPPORTED,
                    "/file_ending",
                    "\"" + ending + "\"",
                    "one of " + ImageFormat.listed()
                            + NearestName.of(
                                            ending.toLowerCase(Locale.ROOT),
                                            List.of(ImageFormat.listed().split(", ", -1)))
                                    .map(near -> ", did you mean \"" + near + "\"?")
                                    .orElse(""));
        }
        return readable;
    }

    /** The reader that is named, where files of the ending can be read in more than one way. */
    private static Optional<ImageReaderName> reader(Optional<String> name, String ending, Findings findings) {
        Optional<ImageReaderName> named = name.flatMap(ImageReaderName::of);
        if (named.isPresent() && !named.get().reads(ending)) {
            findings.add(
                    FaultCode.READER_NOT_SUPPORTED,
                    "/overwrite_image_reader_writer",
                    "\"" + name.get() + "\" for files that end in " + ending,
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

    private static List<ListedCase> mapped(JsonCursor map, List<String> channels, Findings findings) {
        CaseList names = new CaseList(findings);
        List<ListedCase> mapped = new ArrayList<>();
        for (String caseId : findings.read(map::names).orElse(List.of())) {
            if (findings.isFull()) {
                break;
            }
            JsonCursor entry = map.field(caseId);
            Optional<List<JsonCursor>> images = findings.read(() -> images(entry));
            Optional<String> label = findings.read(() -> entry.field("label").text());
            if (images.isPresent() && label.isPresent()) {
                mapped(caseId, entry, images.get(), label.get(), channels, names, findings)
                        .ifPresent(mapped::add);
            }
        }
        return names.distinct(mapped, map.pointer());
    }

    private static List<JsonCursor> images(JsonCursor entry) {
        List<JsonCursor> images = entry.field("images").elements();
        if (images.isEmpty()) {
            throw entry.field("images").expected("a list of one path or more");
        }
        images.forEach(JsonCursor::text);
        return images;
    }

    private static Optional<ListedCase> mapped(
            String caseId,
            JsonCursor entry,
            List<JsonCursor> listed,
            String listedLabel,
            List<String> channels,
            CaseList names,
            Findings findings) {
        List<String> images = new ArrayList<>();
        for (JsonCursor image : listed) {
            image(caseId, image.pointer(), image.text(), names, findings).ifPresent(images::add);
        }
        Optional<String> label = image(caseId, entry.pointer() + "/label", listedLabel, names, findings);
        if (!names.isSafe(entry.pointer(), caseId) || images.size() < listed.size() || label.isEmpty()) {
            return Optional.empty();
        }
        // one file may hold all channels; the check of the file counts them
        if (images.size() != channels.size() && images.size() != 1) {
            findings.add(findings.fault(
                            FaultCode.CHANNEL_COUNT_DIFFERS,
                            entry.pointer() + "/images",
                            images.size() + " images",
                            channels.size() + ", one per channel: " + channels)
                    .mendedBy("list one image per channel of channel_names, in their order")
                    .of(caseId));
            return Optional.empty();
        }
        return Optional.of(new ListedCase(caseId, images, label));
    }

    /** The path of a file that can be read. */
    private static Optional<String> image(
            String caseId, String pointer, String text, CaseList names, Findings findings) {
        Optional<String> path = names.path(caseId, pointer, text);
        if (path.isPresent() && ImageFormat.of(path.get()).isEmpty()) {
            findings.add(findings.fault(
                            FaultCode.FILE_ENDING_NOT_SUPPORTED,
                            pointer,
                            "\"" + text + "\"",
                            "a path that ends in one of " + ImageFormat.listed())
                    .of(caseId));
            return Optional.empty();
        }
        return path;
    }
}
