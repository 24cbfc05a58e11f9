package io.nephrite.core.planning;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds labels that the splits leave without cases on one side. Each remark names the consequence; it refuses nothing.
 */
public final class FoldRemarks {
    private static final int CASES_SHOWN = 5;

    private FoldRemarks() {}

    /**
     * Lists what the splits do to the labels.
     *
     * @param labelsByCase label values that each case shows; nothing is said of labels where one is not known
     * @param ownSplits whether the user brought the splits
     */
    public static List<String> of(
            FoldSplits splits,
            Experiment experiment,
            LabelMap labels,
            Map<String, Set<Integer>> labelsByCase,
            List<String> cases,
            boolean ownSplits) {
        List<String> remarks = new ArrayList<>();
        int count = splits.splits().size();
        if (ownSplits && experiment.foldCount() != Experiment.NNUNET_FOLDS && experiment.foldCount() != count) {
            remarks.add("experiment.json /foldCount: " + experiment.foldCount()
                    + " has no effect: splits_final.json has " + count + " folds.");
        }
        for (String fold : experiment.trainedFolds(splits.names())) {
            if (!fold.equals(Experiment.FOLD_ALL) && Integer.parseInt(fold) >= count) {
                remarks.add(
                        "Fold " + fold + " is beyond the " + count + " splits: 80 % of the cases are drawn at random"
                                + " to train it, as nnU-Net does, and the rest validates it; its cases validate other folds too.");
            }
            if (labelsByCase.keySet().containsAll(cases)) {
                labels(fold, splits.fold(fold, cases), labels, labelsByCase, remarks);
            }
        }
        return remarks;
    }

    private static Set<Integer> labels(Map<String, Set<Integer>> labelsByCase, String caseId) {
        return labelsByCase.getOrDefault(caseId, Set.of());
    }

    private static void labels(
            String fold,
            FoldSplits.Split split,
            LabelMap labels,
            Map<String, Set<Integer>> labelsByCase,
            List<String> remarks) {
        List<Integer> foreground = labels.foreground();
        if (split.train().stream().noneMatch(id -> foreground.stream().anyMatch(labels(labelsByCase, id)::contains))) {
            remarks.add("Fold " + fold + " trains on cases without any label: its network can learn background alone.");
            return;
        }
        for (int value : foreground) {
            String name = "label " + value + " (" + labels.nameOf(value) + ")";
            List<String> shown = split.val().stream()
                    .filter(id -> labels(labelsByCase, id).contains(value))
                    .toList();
            if (split.train().stream().noneMatch(id -> labels(labelsByCase, id).contains(value))) {
                remarks.add("Fold " + fold + ": no training case shows " + name + ", so the network cannot learn it"
                        + (shown.isEmpty()
                                ? "."
                                : "; its Dice is 0 for " + text(shown) + ", which validate"
                                        + (shown.size() == 1 ? "s" : "") + " the fold and show"
                                        + (shown.size() == 1 ? "s" : "") + " it."));
            } else if (shown.isEmpty()) {
                remarks.add("Fold " + fold + ": no validation case shows " + name
                        + ", so the fold says nothing of how well it is found.");
            }
        }
    }

    private static String text(List<String> cases) {
        return cases.size() <= CASES_SHOWN
                ? String.join(", ", cases)
                : String.join(", ", cases.subList(0, CASES_SHOWN)) + " and " + (cases.size() - CASES_SHOWN) + " more";
    }
}
