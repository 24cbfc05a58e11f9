package io.nephrite.core.dataset.description;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelContradictions;
import io.nephrite.core.dataset.LabelMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What must hold of the labels and regions that a description declares. */
final class LabelRules {
    private static final int HIGHEST = 32_767;
    private static final String LABELS = "/labels";
    private static final String ORDER = "/regions_class_order";

    private final Findings findings;
    private final LabelMap map;
    private final List<Integer> values;

    private LabelRules(Findings findings, LabelMap map) {
        this.findings = findings;
        this.map = map;
        this.values = List.copyOf(map.declaredValues());
    }

    /** The labels, each name once, in the order of their declaration. */
    static LabelMap check(List<Label> declared, List<Integer> order, Findings findings) {
        Map<String, Label> byName = new LinkedHashMap<>();
        Set<String> twice = new TreeSet<>();
        for (Label label : declared) {
            if (byName.putIfAbsent(label.name(), label) != null) {
                twice.add(label.name());
            }
        }
        twice.forEach(name ->
                findings.add(FaultCode.LABEL_DECLARED_TWICE, LABELS, "name " + name + " twice", "each name once"));
        LabelMap map = new LabelMap(List.copyOf(byName.values()), order);
        new LabelRules(findings, map).check();
        return map;
    }

    private void check() {
        eachValueHasOneName();
        backgroundIsZero();
        valuesAreConsecutive();
        regionsHaveAnOrder();
        ignoreIsLast();
        LabelContradictions.of(map).forEach(fault -> findings.add(fault));
    }

    private void eachValueHasOneName() {
        Map<Integer, String> owner = new HashMap<>();
        for (Label label : map.labels()) {
            if (label.isRegion()) {
                continue;
            }
            int value = label.values().get(0);
            String other = owner.putIfAbsent(value, label.name());
            if (other != null) {
                findings.add(
                        FaultCode.LABEL_DECLARED_TWICE,
                        LABELS,
                        other + " and " + label.name() + " both " + value,
                        "one name per value");
            }
        }
    }

    private void backgroundIsZero() {
        Optional<Label> zero = zero();
        if (zero.isEmpty()) {
            findings.add(FaultCode.BACKGROUND_MISSING, LABELS, "values " + values, "background with value 0");
        } else if (!isBackground(zero.get())) {
            map.labels().stream()
                    .filter(LabelRules::isBackground)
                    .findFirst()
                    .ifPresent(misplaced -> findings.add(
                            FaultCode.BACKGROUND_MISSING,
                            LABELS,
                            "background with " + misplaced.values() + " and "
                                    + zero.get().name() + " with 0",
                            "background with value 0"));
        }
    }

    private Optional<Label> zero() {
        return map.labels().stream().filter(l -> l.values().contains(0)).findFirst();
    }

    private static boolean isBackground(Label label) {
        return label.name().toLowerCase(Locale.ROOT).equals(Label.BACKGROUND);
    }

    private void valuesAreConsecutive() {
        for (int i = 0; i < values.size() && zero().isPresent(); i++) {
            if (values.get(i) != i) {
                findings.add(FaultCode.LABELS_NOT_CONSECUTIVE, LABELS, "values " + values, "0, 1, 2, … without gaps");
                break;
            }
        }
        if (highest() > HIGHEST) {
            findings.add(FaultCode.LABEL_OUT_OF_RANGE, LABELS, "value " + highest(), "values from 0 to " + HIGHEST);
        }
    }

    private int highest() {
        return values.isEmpty() ? 0 : values.get(values.size() - 1);
    }

    private void regionsHaveAnOrder() {
        if (!map.hasRegions()) {
            return;
        }
        List<Integer> order = map.regionsClassOrder();
        int regions = map.classes().size();
        if (order.size() != regions) {
            findings.add(
                    FaultCode.REGIONS_WITHOUT_ORDER, ORDER, order.size() + " values", regions + ", one per region");
        }
        order.stream()
                .filter(value -> !map.foreground().contains(value))
                .forEach(value -> findings.add(
                        FaultCode.REGION_EXPORTED_AS_UNDECLARED,
                        ORDER,
                        "value " + value,
                        "foreground values of /labels: " + map.foreground()));
    }

    private void ignoreIsLast() {
        map.labels().stream()
                .filter(l -> l.name().equals(Label.IGNORE) && !l.values().equals(List.of(highest())))
                .forEach(l -> findings.add(
                        FaultCode.IGNORE_NOT_LAST,
                        LABELS + "/" + Label.IGNORE,
                        "value " + Label.key(l.values()),
                        "the highest value"));
    }
}
