package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.LabelMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds faults that show only when the cases of a dataset are compared with each other. All of it warns. */
public final class DatasetComparison {
    private static final int FEWEST_FOR_SPREAD = 5;
    /** At 45 an axis lies halfway between two anatomical ones. */
    private static final double MOST_OBLIQUE_DEGREES = 40;

    private static final double WHISKER = 3;
    private static final double CLEAR_RATIO = 1.5;
    private static final String[] AXES = {"z", "y", "x"};

    private DatasetComparison() {}

    /**
     * Finds the faults that show when cases are compared.
     *
     * @param training checks of training cases, ascending by case id
     * @param test checks of test cases
     */
    public static List<Fault> of(LabelMap labels, Collection<CaseCheck> training, Collection<CaseCheck> test) {
        List<Fault> faults = new ArrayList<>();
        List<CaseCheck> all = new ArrayList<>(training);
        all.addAll(test);
        labels(labels, training, faults);
        orientation(all, faults);
        spacing(all, faults);
        sameImages(training, all, faults);
        return faults;
    }

    private static void labels(LabelMap labels, Collection<CaseCheck> training, List<Fault> faults) {
        Map<Integer, List<String>> cases = new TreeMap<>();
        long read = 0;
        for (CaseCheck check : training) {
            if (check.label().isPresent()) {
                read++;
                check.label()
                        .get()
                        .labelCounts()
                        .keySet()
                        .forEach(v ->
                                cases.computeIfAbsent(v, k -> new ArrayList<>()).add(check.caseId()));
            }
        }
        if (read < 2) {
            return;
        }
        for (int value : labels.foreground()) {
            List<String> holders = cases.getOrDefault(value, List.of());
            String name = "label " + value + " (" + labels.nameOf(value) + ")";
            if (holders.isEmpty()) {
                faults.add(
                        Fault.of(FaultCode.LABEL_NOWHERE, name + " in no case", "every declared label in some case"));
            } else if (holders.size() == 1) {
                faults.add(Fault.of(
                                FaultCode.LABEL_IN_ONE_CASE,
                                name + " in one of " + read + " cases",
                                "every label in several cases")
                        .of(holders.get(0)));
            }
        }
    }

    private static void orientation(List<CaseCheck> all, List<Fault> faults) {
        Map<String, List<ImageFacts>> groups = new TreeMap<>();
        IdentityHashMap<ImageFacts, String> cases = new IdentityHashMap<>();
        for (CaseCheck check : all) {
            if (!check.images().isEmpty()) {
                ImageFacts image = check.images().get(0);
                groups.computeIfAbsent(image.orientation(), k -> new ArrayList<>())
                        .add(image);
                cases.put(image, check.caseId());
                between(check.caseId(), image, faults);
            }
        }
        Map<String, Integer> counts = new TreeMap<>();
        groups.forEach((orientation, images) -> counts.put(orientation, images.size()));
        Optional<String> most = counts.entrySet().stream()
                .filter(e -> 2 * e.getValue() > cases.size())
                .map(Map.Entry::getKey)
                .findFirst();
        if (most.isEmpty() && counts.size() > 1) {
            faults.add(Fault.of(
                    FaultCode.ORIENTATIONS_MIXED,
                    groups.entrySet().stream()
                            .map(e -> e.getKey() + " in " + e.getValue().size() + " cases ("
                                    + named(e.getValue().stream()
                                            .map(cases::get)
                                            .toList()) + ")")
                            .collect(Collectors.joining(", ")),
                    "one orientation that most cases have"));
        }
        for (CaseCheck check : most.isEmpty() ? List.<CaseCheck>of() : all) {
            if (!check.images().isEmpty()) {
                ImageFacts image = check.images().get(0);
                if (!image.orientation().equals(most.get()) && !isBetween(image)) {
                    faults.add(Fault.of(
                                    FaultCode.ORIENTATION_OUTLIER,
                                    "orientation " + image.orientation(),
                                    most.get() + " as in " + counts.get(most.get()) + " of " + cases.size() + " cases: "
                                            + counts)
                            .of(check.caseId())
                            .in(image.file()));
                }
            }
        }
    }

    /** An axis about halfway between two anatomical ones: a hair decides after which of them it is named. */
    private static void between(String caseId, ImageFacts image, List<Fault> faults) {
        if (isBetween(image)) {
            faults.add(Fault.of(
                            FaultCode.ORIENTATION_BETWEEN_AXES,
                            String.format(
                                    Locale.ROOT,
                                    "an axis %.1f degrees away from the nearest anatomical one, named %s all the same",
                                    image.affine().obliqueness(),
                                    image.orientation()),
                            String.format(Locale.ROOT, "at most %.0f degrees", MOST_OBLIQUE_DEGREES))
                    .of(caseId)
                    .in(image.file()));
        }
    }

    private static boolean isBetween(ImageFacts image) {
        return image.affine().obliqueness() > MOST_OBLIQUE_DEGREES;
    }

    private static String named(List<String> cases) {
        int most = 3;
        return String.join(", ", cases.subList(0, Math.min(most, cases.size()))) + (cases.size() > most ? ", …" : "");
    }

    private static void spacing(List<CaseCheck> all, List<Fault> faults) {
        List<CaseCheck> read = all.stream().filter(c -> !c.images().isEmpty()).toList();
        if (read.size() < FEWEST_FOR_SPREAD) {
            return;
        }
        for (int axis = 0; axis < 3; axis++) {
            int a = axis;
            double[] logs = read.stream()
                    .mapToDouble(c -> Math.log(c.images().get(0).spacing().get(a)))
                    .sorted()
                    .toArray();
            double low = quantile(logs, 0.25);
            double middle = quantile(logs, 0.5);
            double high = quantile(logs, 0.75);
            double reach = Math.max(WHISKER * (high - low), Math.log(CLEAR_RATIO));
            for (CaseCheck check : read) {
                ImageFacts image = check.images().get(0);
                double value = Math.log(image.spacing().get(axis));
                if (value < Math.min(low, middle) - reach || value > Math.max(high, middle) + reach) {
                    faults.add(Fault.of(
                                    FaultCode.SPACING_OUTLIER,
                                    "spacing " + image.spacing().get(axis) + " mm along " + AXES[axis],
                                    String.format(
                                            Locale.ROOT,
                                            "quartiles %.4g, %.4g, %.4g mm as in this dataset",
                                            Math.exp(low),
                                            Math.exp(middle),
                                            Math.exp(high)))
                            .of(check.caseId())
                            .in(image.file()));
                }
            }
        }
    }

    private static void sameImages(Collection<CaseCheck> training, List<CaseCheck> all, List<Fault> faults) {
        Map<String, CaseCheck> firsts = new HashMap<>();
        Set<String> trained = training.stream().map(CaseCheck::caseId).collect(Collectors.toSet());
        for (CaseCheck check : all) {
            for (ImageFacts image : check.images()) {
                CaseCheck first = firsts.putIfAbsent(image.contentHash(), check);
                if (first != null && !first.caseId().equals(check.caseId())) {
                    boolean across = trained.contains(first.caseId()) != trained.contains(check.caseId());
                    faults.add(Fault.of(
                                    FaultCode.SAME_IMAGE_TWICE,
                                    "the voxels of " + first.caseId()
                                            + (across ? ": one is a training case, the other a test case" : ""),
                                    "an image of its own for each case")
                            .of(check.caseId())
                            .in(image.file()));
                }
            }
        }
    }

    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
