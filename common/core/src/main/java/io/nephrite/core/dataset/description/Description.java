package io.nephrite.core.dataset.description;

import io.nephrite.core.dataset.DatasetLayout;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.ImageReaderName;
import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What dataset.json or kits.json says by itself, before any file is looked at. Where it has errors, the fields hold
 * what could be read.
 *
 * @param channelNames in channel order
 * @param numTraining as declared
 * @param listed whether the cases are those that are named one by one; else they are whatever lies in the folders
 * @param training named cases, in the document's order, but for those with a fault of their own; of KiTS19 every case
 *     that kits.json names, as only the folders tell which are for training
 * @param test named cases
 * @param groups patient or other group of a case
 * @param reader that dataset.json names, where the ending leaves a choice that the files' content would have to make
 * @param faults of the document, with line, column and JSON pointer
 */
public record Description(
        DatasetLayout layout,
        String name,
        List<String> channelNames,
        LabelMap labels,
        String fileEnding,
        OptionalInt numTraining,
        boolean listed,
        List<ListedCase> training,
        List<ListedCase> test,
        Map<String, String> groups,
        Optional<ImageReaderName> reader,
        List<Fault> faults) {
    /** Errors that keep the dataset from being used and nobody from telling what is wrong with its cases. */
    private static final Set<FaultCode> BESIDE_CASES = EnumSet.of(
            FaultCode.COUNT_DIFFERS,
            FaultCode.LABELS_NOT_CONSECUTIVE,
            FaultCode.LABEL_OUT_OF_RANGE,
            FaultCode.REGIONS_WITHOUT_ORDER,
            FaultCode.REGION_EXPORTED_AS_UNDECLARED,
            FaultCode.IGNORE_NOT_LAST);

    public Description {
        channelNames = List.copyOf(channelNames);
        training = List.copyOf(training);
        test = List.copyOf(test);
        groups = Map.copyOf(groups);
        faults = List.copyOf(faults);
    }

    /** What stands in place of a description that cannot be read. */
    static Description unusable(DatasetLayout layout) {
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
                List.of());
    }

    /** The same with the cases that the document names. */
    Description listing(List<ListedCase> forTraining, List<ListedCase> forTest, String ending) {
        return new Description(
                layout,
                name,
                channelNames,
                labels,
                ending,
                numTraining,
                true,
                forTraining,
                forTest,
                groups,
                reader,
                faults);
    }

    /** The same with these faults. */
    Description with(List<Fault> found) {
        return new Description(
                layout,
                name,
                channelNames,
                labels,
                fileEnding,
                numTraining,
                listed,
                training,
                test,
                groups,
                reader,
                found);
    }

    /** Whether cases can be used; an error of a single case keeps nobody from using the others. */
    public boolean isUsable() {
        return errorsOfAllCases().isEmpty();
    }

    /** Whether cases can be checked, be it to name all of their faults at once with those that keep them from use. */
    public boolean isCheckable() {
        return BESIDE_CASES.containsAll(errorsOfAllCases());
    }

    private Set<FaultCode> errorsOfAllCases() {
        return faults.stream()
                .filter(f -> f.isError() && f.caseId().isEmpty())
                .map(Fault::code)
                .collect(Collectors.toSet());
    }

    /** What the check of a case depends on; cases keep their results while it stays the same. */
    public String declaration() {
        return layout.label() + "\nchannels " + channelNames + "\nlabels " + labels.declaredValues() + " ignore "
                + labels.ignore() + " regions " + labels.hasRegions()
                + reader.map(r -> "\nreader " + r.text()).orElse("");
    }

    /**
     * A case that the document names.
     *
     * @param images paths in channel order; in nnU-Net v1's lists one path that may stand for {@code _0000, _0001, …}
     * @param label empty for test cases
     */
    public record ListedCase(String caseId, List<String> images, Optional<String> label) {
        public ListedCase {
            images = List.copyOf(images);
        }
    }
}
