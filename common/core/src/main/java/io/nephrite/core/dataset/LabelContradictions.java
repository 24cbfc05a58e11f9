package io.nephrite.core.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Declarations of labels that can be followed, but hardly mean what they say. Each is a warning that says what comes of
 * it.
 *
 * <p>Regions are exported one after the other: every voxel of a region gets the region's value in {@code
 * regions_class_order}, and later regions write over earlier ones. A label map that was perfectly learnt comes back as
 * it was where each value is written as one that belongs to the very same regions.
 */
public final class LabelContradictions {
    private static final String LABELS = "/labels";
    private static final String ORDER = "/regions_class_order";

    private final LabelMap map;
    private final List<Label> regions;
    private final List<Integer> order;
    private final List<Fault> faults = new ArrayList<>();

    private LabelContradictions(LabelMap map) {
        this.map = map;
        this.order = map.regionsClassOrder();
        this.regions = map.labels().stream()
                .filter(l -> !l.name().equals(Label.IGNORE)
                        && !Set.copyOf(l.values()).equals(Set.of(0)))
                .toList();
    }

    /** Warnings, each with the JSON pointer of the declaration in nnU-Net v2's dataset.json. */
    public static List<Fault> of(LabelMap map) {
        LabelContradictions found = new LabelContradictions(map);
        found.namesNearIgnore();
        if (map.hasRegions()) {
            found.oddRegions();
            found.sameRegions();
            found.sameValues();
            found.exportedAsAnother();
        } else if (!map.regionsClassOrder().isEmpty()) {
            found.add(
                    FaultCode.FIELD_WITHOUT_EFFECT,
                    ORDER,
                    map.regionsClassOrder() + ", and no label that is a list of values",
                    "regions, which are labels with a list of values; without them every label is written as its own"
                            + " value and the order is not read");
        }
        return List.copyOf(found.faults);
    }

    private void namesNearIgnore() {
        map.labels().stream()
                .map(Label::name)
                .filter(n -> n.strip().equalsIgnoreCase(Label.IGNORE) && !n.equals(Label.IGNORE))
                .forEach(n -> add(
                        FaultCode.LABEL_NAME_NEAR_IGNORE,
                        LABELS,
                        "the label " + quoted(n),
                        "the name " + quoted(Label.IGNORE) + " for voxels that are left out; " + quoted(n)
                                + " is learnt and scored like any structure"));
    }

    private void oddRegions() {
        for (Label region : regions) {
            List<Integer> values = region.values();
            if (values.contains(0)) {
                add(
                        FaultCode.REGION_VALUES_ODD,
                        LABELS,
                        "the region " + quoted(region.name()) + " with the value 0 of the background",
                        "foreground values only; all voxels without a label become a part of " + quoted(region.name()));
            }
            map.ignore()
                    .filter(values::contains)
                    .ifPresent(ignored -> add(
                            FaultCode.REGION_VALUES_ODD,
                            LABELS,
                            "the region " + quoted(region.name()) + " with the value " + ignored + " of "
                                    + quoted(Label.IGNORE),
                            "values that are learnt; voxels with the value " + ignored
                                    + " are left out of the loss whatever their region"));
            if (Set.copyOf(values).size() < values.size()) {
                add(
                        FaultCode.REGION_VALUES_ODD,
                        LABELS,
                        "the region " + quoted(region.name()) + " with the values " + values,
                        "each value once; the list is read as " + new TreeSet<>(values)
                                + ", and makes a dataset of regions");
            }
        }
    }

    private void sameRegions() {
        Map<Set<Integer>, List<Label>> bySet = regions.stream()
                .collect(Collectors.groupingBy(l -> Set.copyOf(l.values()), LinkedHashMap::new, Collectors.toList()));
        bySet.forEach((values, alike) -> {
            if (alike.size() > 1) {
                add(
                        FaultCode.REGIONS_ALIKE,
                        LABELS,
                        names(alike) + " all with the values " + new TreeSet<>(values),
                        "regions that differ; the network learns the same thing " + alike.size()
                                + " times, and every voxel of it is written as the value of the last,"
                                + written(alike.get(alike.size() - 1)));
            }
        });
    }

    private String written(Label region) {
        int at = regions.indexOf(region);
        return at < order.size() ? " " + order.get(at) : " which regions_class_order does not name";
    }

    private void sameValues() {
        Map<Integer, List<Label>> byValue = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(order.size(), regions.size()); i++) {
            byValue.computeIfAbsent(order.get(i), v -> new ArrayList<>()).add(regions.get(i));
        }
        byValue.forEach((value, alike) -> {
            if (alike.size() > 1) {
                add(
                        FaultCode.REGIONS_WITH_ONE_VALUE,
                        ORDER,
                        "the value " + value + " for " + names(alike),
                        "a value of its own for each region; in exported files " + names(alike)
                                + " cannot be distinguished");
            }
        });
    }

    /** Values that a perfect prediction would be written as something else. */
    private void exportedAsAnother() {
        if (order.size() != regions.size()) {
            return;
        }
        Map<Set<Label>, List<Integer>> byRegions = new LinkedHashMap<>();
        for (int value : map.foreground()) {
            byRegions.computeIfAbsent(regionsOf(value), r -> new ArrayList<>()).add(value);
        }
        byRegions.forEach((of, values) -> {
            int last = IntStream.range(0, regions.size())
                    .filter(i -> of.contains(regions.get(i)))
                    .max()
                    .orElse(-1);
            if (last < 0) {
                return;
            }
            int written = order.get(last);
            if (!regionsOf(written).equals(of)) {
                add(
                        FaultCode.REGION_EXPORTED_AS_ANOTHER,
                        ORDER,
                        order + ": " + voxels(of, values) + " will be written as " + written + ", which is "
                                + meaning(written),
                        betterOrder(byRegions)
                                .map(better -> "values of the regions' own voxels, such as " + better)
                                .orElse(
                                        "regions from large to small: a later region writes over an earlier one, and here"
                                                + " nothing of " + quoted(covered(byRegions)) + " is left"));
            }
        });
    }

    private Set<Label> regionsOf(int value) {
        return regions.stream()
                .filter(r -> r.values().contains(value))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The voxels that lie in these regions and in no other. */
    private String voxels(Set<Label> of, List<Integer> values) {
        Label smallest =
                of.stream().min(Comparator.comparingInt(l -> l.values().size())).orElseThrow();
        boolean alone = of.size() == 1 || smallest.values().size() > values.size();
        return "voxels of " + quoted(smallest.name()) + (alone ? " alone" : "") + " (" + value(values)
                + " in the label files)";
    }

    private static String value(List<Integer> values) {
        return (values.size() == 1 ? "value " : "values ")
                + values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** What a value of an exported file stands for in the label files. */
    private String meaning(int value) {
        Set<Label> of = regionsOf(value);
        if (of.isEmpty()) {
            return map.declaredValues().contains(value) ? quoted(map.nameOf(value)) : "no declared label";
        }
        return quoted(of.stream()
                .min(Comparator.comparingInt(l -> l.values().size()))
                .orElseThrow()
                .name());
    }

    /** An order of values that brings every label back, where the order of the regions allows one. */
    private Optional<List<Integer>> betterOrder(Map<Set<Label>, List<Integer>> byRegions) {
        List<Integer> better = new ArrayList<>(order);
        Set<Integer> taken = new TreeSet<>();
        for (Map.Entry<Set<Label>, List<Integer>> group : byRegions.entrySet()) {
            int last = IntStream.range(0, regions.size())
                    .filter(i -> group.getKey().contains(regions.get(i)))
                    .max()
                    .orElse(-1);
            if (last >= 0 && !taken.add(last)) {
                return Optional.empty();
            }
            if (last >= 0) {
                better.set(last, group.getValue().get(group.getValue().size() - 1));
            }
        }
        return Optional.of(better);
    }

    /** A region that later ones cover wholly. */
    private String covered(Map<Set<Label>, List<Integer>> byRegions) {
        Set<Integer> lasts = new TreeSet<>();
        byRegions
                .keySet()
                .forEach(of -> IntStream.range(0, regions.size())
                        .filter(i -> of.contains(regions.get(i)))
                        .max()
                        .ifPresent(lasts::add));
        return IntStream.range(0, regions.size())
                .filter(i -> !lasts.contains(i))
                .mapToObj(i -> regions.get(i).name())
                .findFirst()
                .orElse(regions.get(0).name());
    }

    private void add(FaultCode code, String pointer, String seen, String expected) {
        faults.add(Fault.of(code, seen, expected).at(pointer));
    }

    private static String names(List<Label> labels) {
        return labels.stream().map(l -> quoted(l.name())).collect(Collectors.joining(" and "));
    }

    private static String quoted(String name) {
        return "`" + name + "`";
    }
}
