package io.nephrite.core.lineage;

import io.nephrite.core.planning.FoldSplits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/**
 * The splits of an earlier version, for the cases of a newer one. What trained a fold goes on to train it, what
 * validated it goes on to validate it; that holds for a case under a new name and for another case of the same group,
 * too. New cases validate one fold, the one with the fewest validation cases so far, and train the others.
 */
public final class KeptSplits {
    private final FoldSplits earlier;
    private final List<CaseIdentity> earlierCases;

    /**
     * Makes new splits possible from those of an earlier version.
     *
     * @param earlierCases that the splits name
     */
    public KeptSplits(FoldSplits earlier, Collection<CaseIdentity> earlierCases) {
        this.earlier = earlier;
        this.earlierCases = List.copyOf(earlierCases);
    }

    /**
     * Returns the earlier splits with the cases that are used now.
     *
     * @param cases that are used now
     * @param trained whether the weights that a fold goes on from have seen a case: it does not validate that fold
     */
    public FoldSplits with(List<CaseIdentity> cases, BiPredicate<Integer, CaseIdentity> trained) {
        int folds = earlier.splits().size();
        Map<String, Integer> units = units(cases);
        List<Set<String>> validation = new ArrayList<>();
        Map<Integer, List<CaseIdentity>> unknown = new TreeMap<>();
        cases.forEach(c -> unknown.computeIfAbsent(units.get(c.caseId()), u -> new ArrayList<>())
                .add(c));
        for (FoldSplits.Split split : earlier.splits()) {
            Set<Integer> train = unitsOf(split.train(), units);
            Set<Integer> val = unitsOf(split.val(), units);
            val.removeAll(train);
            unknown.keySet().removeAll(train);
            unknown.keySet().removeAll(val);
            Set<String> kept = new HashSet<>();
            cases.stream().filter(c -> val.contains(units.get(c.caseId()))).forEach(c -> kept.add(c.caseId()));
            validation.add(kept);
        }
        unknown.values()
                .forEach(unit -> IntStream.range(0, folds)
                        .filter(fold -> unit.stream().noneMatch(c -> trained.test(fold, c)))
                        .boxed()
                        .min((a, b) -> Integer.compare(
                                validation.get(a).size(), validation.get(b).size()))
                        .ifPresent(
                                fold -> unit.forEach(c -> validation.get(fold).add(c.caseId()))));
        List<String> ids = cases.stream().map(CaseIdentity::caseId).sorted().toList();
        return new FoldSplits(IntStream.range(0, folds)
                .mapToObj(fold -> new FoldSplits.Split(
                        train(fold, ids, validation.get(fold), units),
                        ids.stream().filter(validation.get(fold)::contains).toList()))
                .toList());
    }

    /** Everything else; a case that the earlier version had in neither part of a fold stays out of it. */
    private List<String> train(int fold, List<String> ids, Set<String> validation, Map<String, Integer> units) {
        FoldSplits.Split split = earlier.splits().get(fold);
        Set<Integer> named = unitsOf(split.train(), units);
        named.addAll(unitsOf(split.val(), units));
        Set<Integer> elsewhere = new HashSet<>();
        earlier.splits().forEach(other -> {
            elsewhere.addAll(unitsOf(other.train(), units));
            elsewhere.addAll(unitsOf(other.val(), units));
        });
        elsewhere.removeAll(named);
        return ids.stream()
                .filter(id -> !validation.contains(id) && !elsewhere.contains(units.get(id)))
                .toList();
    }

    private static Set<Integer> unitsOf(List<String> ids, Map<String, Integer> units) {
        Set<Integer> found = new HashSet<>();
        ids.stream().filter(units::containsKey).forEach(id -> found.add(units.get(id)));
        return found;
    }

    /** Case, of either version → number of the unit that it belongs to: by name, image or group. */
    private Map<String, Integer> units(List<CaseIdentity> cases) {
        List<CaseIdentity> all = new ArrayList<>(cases);
        all.addAll(earlierCases);
        int[] parent = IntStream.range(0, all.size()).toArray();
        Map<String, Integer> firstWith = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            CaseIdentity identity = all.get(i);
            List<String> marks = new ArrayList<>(List.of("name " + identity.caseId()));
            identity.images().forEach(image -> marks.add("image " + image));
            identity.group().ifPresent(group -> marks.add("group " + group));
            for (String mark : marks) {
                Integer first = firstWith.putIfAbsent(mark, i);
                if (first != null) {
                    int a = root(parent, first);
                    int b = root(parent, i);
                    parent[Math.max(a, b)] = Math.min(a, b);
                }
            }
        }
        Map<String, Integer> units = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            units.put(all.get(i).caseId(), root(parent, i));
        }
        return units;
    }

    private static int root(int[] parent, int i) {
        int at = i;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}
