package io.nephrite.core.dataset.description;

import io.nephrite.core.dataset.DatasetLayout;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.description.Description.ListedCase;
import io.nephrite.core.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * dataset.json of nnU-Net v1 and of the Medical Segmentation Decathlon, which differ in what the files hold and not in
 * how they are listed. Read are {@code modality}, {@code labels}, {@code training}, {@code test}, {@code group} and
 * {@code name}; {@code numTraining} is compared with the list where it is a number. Other fields may hold anything.
 */
final class NnunetV1 implements DescriptionFormat {
    static final String CHANNELS = "modality";

    private static final String CHANNELS_EXAMPLE = "{\"0\": \"CT\"}";
    private static final String LABELS_EXAMPLE = "{\"0\": \"background\", \"1\": \"kidney\"}";

    @Override
    public Optional<Description> read(JsonCursor root, Findings findings) {
        return readWithoutCases(root, findings)
                .map(d -> withCases(d, root, findings))
                .filter(d -> !findings.hasViolations());
    }

    private static Description withCases(Description declared, JsonCursor root, Findings findings) {
        CaseList names = new CaseList(findings);
        List<JsonCursor> entries =
                findings.read(() -> training(root.field("training"))).orElse(List.of());
        List<ListedNames.Named> forTraining = training(entries, names, findings);
        List<ListedNames.Named> forTest = test(root, names, findings);
        if (!forTraining.isEmpty() && forTraining.stream().noneMatch(ListedNames.Named::isNifti)) {
            findings.add(endingNotSupported(forTraining.get(0), findings));
        }
        ListedNames listed =
                new ListedNames(forTraining, declared.channelNames().size());
        List<ListedCase> training = names.distinct(cases(forTraining, listed, names, findings), "/training");
        List<ListedCase> test = names.distinct(cases(forTest, listed, names, findings), "/test");
        declared.numTraining().ifPresent(n -> CommonFields.compareCount(n, entries.size(), findings));
        String ending = training.isEmpty()
                ? ""
                : FileNames.ending(training.get(0).images().get(0)).toLowerCase(Locale.ROOT);
        return declared.listing(training, test, ending);
    }

    @Override
    public Optional<Description> readWithoutCases(JsonCursor root, Findings findings) {
        if (CommonFields.object(root, "labels")
                .filter(l -> !l.node().isEmpty() && !CommonFields.isNumbered(l))
                .isPresent()) {
            findings.add(
                    FaultCode.LAYOUT_MIXED,
                    "/labels",
                    "labels as name: value, as in nnU-Net v2, beside modality of v1",
                    "value: name, such as \"0\": \"background\"; or channel_names in place of modality");
            return Optional.empty();
        }
        Optional<List<String>> channels =
                findings.read(() -> CommonFields.channels(root.field(CHANNELS), CHANNELS_EXAMPLE, findings));
        Optional<List<Label>> labels = findings.read(() -> labels(root.field("labels")));
        Map<String, String> groups = CommonFields.groups(root, findings);
        if (channels.isEmpty() || labels.isEmpty() || findings.hasViolations()) {
            return Optional.empty();
        }
        return Optional.of(new Description(
                DatasetLayout.NNUNET_V1,
                CommonFields.name(root),
                channels.get(),
                LabelRules.check(labels.get(), List.of(), findings),
                "",
                numTraining(root, findings),
                false,
                List.of(),
                List.of(),
                groups,
                Optional.empty(),
                List.of()));
    }

    private static List<Label> labels(JsonCursor labels) {
        Map<Integer, JsonCursor> byValue = CommonFields.numbered(labels, LABELS_EXAMPLE);
        if (byValue.size() < 2) {
            throw labels.expected("background and at least one label, such as " + LABELS_EXAMPLE);
        }
        return byValue.entrySet().stream()
                .map(e -> Label.of(e.getValue().text(), e.getKey()))
                .toList();
    }

    /** The list says how many cases there are: what else is declared about that can only be compared with it. */
    private static OptionalInt numTraining(JsonCursor root, Findings findings) {
        Optional<Integer> declared = root.find("numTraining")
                .flatMap(c -> findings.readIfClear(
                        () -> c.integer(0, CommonFields.MOST_CASES), "the cases of the list are counted"));
        return declared.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    private static List<JsonCursor> training(JsonCursor list) {
        List<JsonCursor> entries = list.elements();
        if (entries.isEmpty()) {
            throw list.expected("a list of one case or more");
        }
        return entries;
    }

    private static List<ListedNames.Named> training(List<JsonCursor> entries, CaseList names, Findings findings) {
        List<ListedNames.Named> listed = new ArrayList<>();
        for (JsonCursor entry : entries) {
            if (findings.isFull()) {
                break;
            }
            Optional<JsonCursor> image = findings.read(() -> text(entry.field("image")));
            Optional<JsonCursor> label = findings.read(() -> text(entry.field("label")));
            if (image.isPresent() && label.isPresent()) {
                String caseId = CaseList.nameOf(image.get().text());
                Optional<String> imagePath = path(caseId, image.get(), names);
                Optional<String> labelPath = path(caseId, label.get(), names);
                if (imagePath.isPresent() && labelPath.isPresent()) {
                    listed.add(new ListedNames.Named(image.get().pointer(), imagePath.get(), labelPath));
                }
            }
        }
        return listed;
    }

    private static List<ListedNames.Named> test(JsonCursor root, CaseList names, Findings findings) {
        List<ListedNames.Named> listed = new ArrayList<>();
        List<JsonCursor> entries = root.find("test")
                .flatMap(c -> findings.readIfClear(c::elements, "no image for test is read from it"))
                .orElse(List.of());
        for (JsonCursor entry : entries) {
            if (findings.isFull()) {
                break;
            }
            findings.read(() -> text(entry.node().isObject() ? entry.field("image") : entry))
                    .flatMap(image -> path(CaseList.nameOf(image.text()), image, names)
                            .map(path -> new ListedNames.Named(image.pointer(), path, Optional.empty())))
                    .ifPresent(listed::add);
        }
        return listed;
    }

    private static JsonCursor text(JsonCursor value) {
        value.text();
        return value;
    }

    private static Optional<String> path(String caseId, JsonCursor path, CaseList names) {
        return names.path(caseId, path.pointer(), path.text());
    }

    private static List<ListedCase> cases(
            List<ListedNames.Named> listed, ListedNames ids, CaseList names, Findings findings) {
        List<ListedCase> cases = new ArrayList<>();
        for (ListedNames.Named entry : listed) {
            String caseId = ids.caseId(entry);
            if (!entry.isNifti()) {
                findings.add(endingNotSupported(entry, findings).of(caseId));
            } else if (names.isSafe(entry.pointer(), caseId)) {
                cases.add(new ListedCase(caseId, List.of(entry.image()), entry.label()));
            }
        }
        return cases;
    }

    private static Fault endingNotSupported(ListedNames.Named entry, Findings findings) {
        return findings.fault(
                FaultCode.FILE_ENDING_NOT_SUPPORTED,
                entry.pointer(),
                "\"" + entry.image() + "\"",
                "a path that ends in .nii.gz or .nii");
    }
}
