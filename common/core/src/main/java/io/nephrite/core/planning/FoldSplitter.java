package io.nephrite.core.planning;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.FileNames.ChannelName;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.JsonCursor;
import io.nephrite.core.numpy.LegacyRandomState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes and checks splits for cross-validation.
 *
 * <p>Reference: scikit-learn {@code KFold(n, shuffle=True, random_state=12345)} on the sorted case ids, as nnU-Net
 * calls it. Groups are our own addition.
 */
public final class FoldSplitter {
    private static final String FILE = "splits_final.json";

    private final List<String> cases;
    private final Set<String> known;
    private final Map<String, String> groups;

    /**
     * Makes a splitter of cases into folds.
     *
     * @param cases ids of all usable cases
     * @param groups case → patient or other group; cases of one group never stand on both sides of a split
     */
    public FoldSplitter(Collection<String> cases, Map<String, String> groups) {
        this.cases = List.copyOf(new TreeSet<>(cases));
        this.known = Set.copyOf(cases);
        this.groups = Map.copyOf(groups);
    }

    /**
     * As nnU-Net splits, into the experiment's number of folds; none where only fold {@code all} is asked for and there
     * are too few cases.
     *
     * @throws PipelineException {@link FailureCode#INVALID_DATASET} where there are fewer cases or groups than folds,
     *     INVALID_EXPERIMENT where a fold would tear groups apart
     */
    public FoldSplits split(Experiment experiment) {
        FoldSplits splits = isOnlyAll(experiment) && units().size() < experiment.foldCount()
                ? FoldSplits.NONE
                : split(experiment.foldCount());
        requireGroupsTogether(splits, experiment);
        return splits;
    }

    /** Whether there are cases, or groups, enough for the folds that the experiment asks for. */
    public boolean canSplit(Experiment experiment) {
        return isOnlyAll(experiment) || units().size() >= experiment.foldCount();
    }

    private static boolean isOnlyAll(Experiment experiment) {
        return experiment.folds().equals(Optional.of(List.of(Experiment.FOLD_ALL)))
                && !experiment.choosing().startMissing();
    }

    /**
     * @throws PipelineException {@link FailureCode#INVALID_DATASET} where there are fewer cases or groups than folds
     */
    FoldSplits split(int folds) {
        boolean grouped = cases.stream().anyMatch(groups::containsKey);
        List<String> units = grouped ? List.copyOf(new TreeSet<>(units().keySet())) : cases;
        if (units.size() < folds) {
            throw new PipelineException(FailureCode.INVALID_DATASET, tooFew(units.size(), grouped, folds));
        }
        List<Set<String>> validation = grouped ? byGroups(folds) : byCases(folds);
        return new FoldSplits(validation.stream()
                .map(val -> new FoldSplits.Split(
                        cases.stream().filter(c -> !val.contains(c)).toList(),
                        cases.stream().filter(val::contains).toList()))
                .toList());
    }

    private static String tooFew(int units, boolean grouped, int folds) {
        String unit = grouped ? "group" : "case";
        String mend = units < Experiment.MIN_FOLDS
                ? "add " + unit + "s"
                : "set \"foldCount\": " + Math.min(units, Experiment.MAX_FOLDS) + " in experiment.json";
        return units + " " + unit + (units == 1 ? "" : "s") + " cannot be split into " + folds + " folds to train; "
                + mend
                + ", or train one network on all cases, validated on the same, by \"folds\": [\"all\"]; plans and"
                + " preprocessing need no folds";
    }

    private List<Set<String>> byCases(int folds) {
        int[] order = new LegacyRandomState(FoldSplits.SEED).permutation(cases.size());
        List<Set<String>> validation = new ArrayList<>();
        int from = 0;
        for (int fold = 0; fold < folds; fold++) {
            int size = cases.size() / folds + (fold < cases.size() % folds ? 1 : 0);
            Set<String> val = new HashSet<>();
            Arrays.stream(order, from, from + size).forEach(i -> val.add(cases.get(i)));
            validation.add(val);
            from += size;
        }
        return validation;
    }

    /** Groups in shuffled order, each to the fold that has the fewest cases so far. */
    private List<Set<String>> byGroups(int folds) {
        Map<String, List<String>> units = units();
        List<String> names = List.copyOf(units.keySet());
        List<Set<String>> validation = new ArrayList<>();
        IntStream.range(0, folds).forEach(fold -> validation.add(new HashSet<>()));
        for (int i : new LegacyRandomState(FoldSplits.SEED).permutation(names.size())) {
            Set<String> smallest = validation.get(0);
            for (Set<String> val : validation) {
                if (val.size() < smallest.size()) {
                    smallest = val;
                }
            }
            smallest.addAll(units.get(names.get(i)));
        }
        return validation;
    }

    /** Cases by group; a case without one stands alone. */
    private Map<String, List<String>> units() {
        Map<String, List<String>> units = new TreeMap<>();
        for (String id : cases) {
            String unit = groups.containsKey(id) ? "group " + groups.get(id) : "case " + id;
            units.computeIfAbsent(unit, u -> new ArrayList<>()).add(id);
        }
        return units;
    }

    /**
     * A user's own splits.
     *
     * @param leftOut cases of the dataset that are not used; they are dropped from the splits
     * @throws PipelineException {@link FailureCode#INVALID_DATASET} with the JSON pointer: unknown case, case or group
     *     in train and val, case in no split; INVALID_EXPERIMENT where a fold would tear groups apart
     */
    public FoldSplits checked(byte[] json, Collection<String> leftOut, Experiment experiment) {
        JsonCursor document = JsonCursor.parse(json, FILE, FailureCode.INVALID_DATASET);
        List<FoldSplits.Split> splits = new ArrayList<>();
        Set<String> covered = new HashSet<>();
        for (JsonCursor split : document.elements()) {
            split.allowOnly("train", "val");
            List<String> train = known(split.field("train"), leftOut);
            List<String> val = known(split.field("val"), leftOut);
            requireApart(split.field("val"), train, val);
            covered.addAll(train);
            covered.addAll(val);
            splits.add(new FoldSplits.Split(train, val));
        }
        if (splits.isEmpty()) {
            throw document.expected("at least one split");
        }
        List<String> uncovered =
                cases.stream().filter(c -> !covered.contains(c)).toList();
        if (!uncovered.isEmpty()) {
            throw document.failure("cases in no split: " + String.join(", ", uncovered)
                    + "; add them, or name them under \"exclude\" in experiment.json");
        }
        FoldSplits checked = new FoldSplits(splits);
        requireGroupsTogether(checked, experiment);
        return checked;
    }

    /**
     * Splits that an earlier version has left.
     *
     * @throws PipelineException INVALID_EXPERIMENT where a fold would tear groups apart
     */
    public FoldSplits checked(FoldSplits kept, Experiment experiment) {
        requireGroupsTogether(kept, experiment);
        return kept;
    }

    /** A fold beyond the splits is drawn case by case, as nnU-Net does it, so groups would stand on both sides. */
    private void requireGroupsTogether(FoldSplits splits, Experiment experiment) {
        if (cases.stream().noneMatch(groups::containsKey)) {
            return;
        }
        for (String fold : experiment.folds().orElse(List.of())) {
            if (!fold.equals(Experiment.FOLD_ALL)
                    && Integer.parseInt(fold) >= splits.splits().size()) {
                throw new PipelineException(
                        FailureCode.INVALID_EXPERIMENT,
                        Experiment.FILE + " /folds: fold " + fold + " is beyond the "
                                + splits.splits().size()
                                + " splits and would be drawn at random, with cases of one group on both sides;"
                                + " expected 0 to " + (splits.splits().size() - 1) + ", or a larger \"foldCount\"");
            }
        }
    }

    private List<String> known(JsonCursor list, Collection<String> leftOut) {
        Set<String> ids = new LinkedHashSet<>();
        for (JsonCursor element : list.elements()) {
            String id = element.text();
            if (leftOut.contains(id)) {
                continue;
            }
            if (!known.contains(id)) {
                throw element.failure("no training case " + id + " in the dataset; expected the name of a case as its"
                        + " files have it, without channel and ending"
                        + ofFile(id)
                                .map(name -> ", did you mean \"" + name + "\"?")
                                .orElse(""));
            }
            if (!ids.add(id)) {
                throw element.failure("case " + id + " is listed twice");
            }
        }
        if (ids.isEmpty()) {
            throw list.expected("at least one case that is used");
        }
        return List.copyOf(ids);
    }

    /** The case of a file that is named in its place. */
    private Optional<String> ofFile(String name) {
        String stem = FileNames.stem(name);
        Optional<String> ofChannel = FileNames.channel(stem).map(ChannelName::caseId);
        return Stream.concat(Stream.of(stem), ofChannel.stream())
                .filter(known::contains)
                .findFirst();
    }

    private void requireApart(JsonCursor place, List<String> train, List<String> val) {
        Map<String, String> trainedGroups = new TreeMap<>();
        train.stream().filter(groups::containsKey).forEach(id -> trainedGroups.put(groups.get(id), id));
        Set<String> trained = Set.copyOf(train);
        for (String id : val) {
            if (trained.contains(id)) {
                throw place.failure("case " + id + " is in train and in val");
            }
            String partner = groups.containsKey(id) ? trainedGroups.get(groups.get(id)) : null;
            if (partner != null) {
                throw place.failure("case " + id + " validates while " + partner + " of the same group "
                        + groups.get(id) + " trains: results would look better than they are");
            }
        }
    }
}
