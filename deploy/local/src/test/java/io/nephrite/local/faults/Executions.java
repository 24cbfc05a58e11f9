package io.nephrite.local.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often each unit of work of one dataset was done, and how many faults there were before the last time.
 *
 * @param units by the unit's name, such as {@code preprocess case_00001}
 */
record Executions(Map<String, Unit> units) {
    /** The document that ends a unit, below the dataset's name, and what the unit is called. */
    private static final Map<Pattern, String> ENDS = Map.of(
            Pattern.compile("checks/(?<unit>[^/.]+)\\.[^/]+\\.json"), "check",
            Pattern.compile("fingerprints/[^/]+/(?<unit>[^/.]+)\\.[^/.]+\\.json"), "fingerprint",
            Pattern.compile("results/(?<unit>[^/]+)/planning\\.json"), "plan",
            Pattern.compile("preprocessed/[^/]+/(?<unit>[^/.]+)\\.[^/.]+\\.json"), "preprocess",
            Pattern.compile("trainings/(?<unit>[^/.]+)\\.json"), "train",
            Pattern.compile("results/[^/]+/[^/]+/(?<unit>fold_[^/]+/validation/[^/.]+)\\.nii\\.gz"), "predict",
            Pattern.compile("metrics/[^/]+/[^/]+/(?<unit>fold_[^/]+/[^/.]+)\\.json"), "evaluate",
            Pattern.compile("results/(?<unit>[^/]+)/selection\\.json"), "choose",
            Pattern.compile("results/(?<unit>[^/]+)/report\\.json"), "report",
            Pattern.compile("predictions/(?<unit>[^/.]+)\\.json"), "predict image");

    Executions {
        units = Map.copyOf(units);
    }

    /**
     * @param writes when each object was written
     * @param model name below which the test images are predicted
     * @param faults when each fault began
     */
    static Executions of(Map<String, List<Long>> writes, String dataset, String model, List<Long> faults) {
        Map<String, Unit> units = new TreeMap<>();
        writes.forEach((key, times) -> {
            String images = "_predictions/" + model + "/";
            String name = key.startsWith(dataset + "/")
                    ? key.substring(dataset.length() + 1)
                    : key.startsWith(images) ? "predictions/" + key.substring(images.length()) : "";
            ENDS.forEach((pattern, work) -> {
                Matcher matcher = pattern.matcher(name);
                if (matcher.matches()) {
                    long last = times.get(times.size() - 1);
                    int before = (int) faults.stream().filter(f -> f < last).count();
                    units.put(work + " " + matcher.group("unit"), new Unit(times.size(), before));
                }
            });
        });
        return new Executions(units);
    }

    /** Units that were done more often than the faults before explain. */
    List<String> unexplained() {
        List<String> names = new ArrayList<>();
        new TreeMap<>(units).forEach((name, unit) -> {
            if (unit.times() > 1 + unit.faultsBefore()) {
                names.add(name + " " + unit.times() + " times after " + unit.faultsBefore() + " faults");
            }
        });
        return names;
    }

    /** How often units were done that had been done already. */
    int repeats() {
        return units.values().stream().mapToInt(unit -> unit.times() - 1).sum();
    }

    /** One line per unit that was done more than once, and a sum. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(units).forEach((name, unit) -> {
            if (unit.times() > 1) {
                lines.add(name + ": " + unit.times() + " times, " + unit.faultsBefore() + " faults before the last");
            }
        });
        lines.add(summary());
        return lines;
    }

    String summary() {
        int all = units.values().stream().mapToInt(Unit::times).sum();
        return String.format(
                Locale.ROOT,
                "%d units done %d times, %d of them more than once",
                units.size(),
                all,
                units.values().stream().filter(u -> u.times() > 1).count());
    }

    /**
     * @param times that the unit was done to its end
     * @param faultsBefore faults that began before the last time
     */
    record Unit(int times, int faultsBefore) {}
}
