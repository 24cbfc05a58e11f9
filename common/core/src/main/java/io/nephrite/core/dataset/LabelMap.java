package io.nephrite.core.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The labels of a dataset, in the order in which they are declared; background is 0. Values are those of the label
 * files.
 *
 * @param labels names are unique
 * @param regionsClassOrder value that each region gets in an exported segmentation; empty without regions
 */
public record LabelMap(List<Label> labels, List<Integer> regionsClassOrder) {
    public LabelMap {
        labels = List.copyOf(labels);
        regionsClassOrder = List.copyOf(regionsClassOrder);
        if (labels.stream().map(Label::name).distinct().count() != labels.size()) {
            throw new IllegalArgumentException("label names must be unique: " + labels);
        }
    }

    /** Without regions; the value of a name is its place: {@code of("background", "kidney", "tumor")}. */
    public static LabelMap of(String... names) {
        return new LabelMap(
                IntStream.range(0, names.length)
                        .mapToObj(i -> Label.of(names[i], i))
                        .toList(),
                List.of());
    }

    /** Values other than 0 and the ignore label, ascending. */
    public List<Integer> foreground() {
        return declaredValues().stream()
                .filter(v -> v != 0 && !ignore().equals(Optional.of(v)))
                .toList();
    }

    /** Background and foreground values, without the ignore label. */
    public int labelCount() {
        return foreground().size() + 1;
    }

    /**
     * What is learnt and scored, each as its label values: the regions in the order of their declaration where there
     * are any, else each foreground label, ascending.
     */
    public List<List<Integer>> classes() {
        if (!hasRegions()) {
            return foreground().stream().map(List::of).toList();
        }
        return labels.stream()
                .filter(l -> !l.name().equals(Label.IGNORE) && !l.values().equals(List.of(0)))
                .map(Label::values)
                .toList();
    }

    /** nnU-Net's way to write one of the {@link #classes}: {@code "1"}, {@code "(1, 2)"}, {@code "(2,)"}. */
    public String key(List<Integer> values) {
        return isWrittenAsList(values) && values.size() == 1 ? "(" + values.get(0) + ",)" : Label.key(values);
    }

    /** Whether nnU-Net writes one of the {@link #classes} as a list of values, and not as one. */
    public boolean isWrittenAsList(List<Integer> values) {
        return values.size() > 1
                || (hasRegions()
                        && labels.stream()
                                .anyMatch(l -> l.listed() && l.values().equals(values)));
    }

    /** Channels of a network's output: background and foreground, or one for each region. */
    public int outputs() {
        return hasRegions() ? classes().size() : labelCount();
    }

    /** Every value that a label file may hold, ascending: background, foreground, ignore. */
    public SortedSet<Integer> declaredValues() {
        SortedSet<Integer> values = new TreeSet<>();
        labels.forEach(l -> values.addAll(l.values()));
        return values;
    }

    public boolean hasRegions() {
        return labels.stream().anyMatch(Label::isRegion);
    }

    /** Value of the label whose voxels are left out of the loss. */
    public Optional<Integer> ignore() {
        return labels.stream()
                .filter(l -> l.name().equals(Label.IGNORE))
                .findFirst()
                .map(l -> l.values().get(0));
    }

    /** The name of the label that consists of this value alone, or the number as text if no label does. */
    public String nameOf(int value) {
        return nameOf(List.of(value));
    }

    /** The name of the label or region, or its key if it has no name. */
    public String nameOf(List<Integer> values) {
        return labels.stream()
                .filter(l -> l.values().equals(values))
                .findFirst()
                .map(Label::name)
                .orElseGet(() -> key(values));
    }

    /** Name to value, or to the list of a region's values, as in nnU-Net v2's dataset.json. */
    public ObjectNode toNnunet() {
        ObjectNode node = Json.mapper().createObjectNode();
        for (Label label : labels) {
            if (label.isRegion() || label.listed()) {
                ArrayNode values = node.putArray(label.name());
                label.values().forEach(values::add);
            } else {
                node.put(label.name(), label.values().get(0));
            }
        }
        return node;
    }
}
