package io.nephrite.eval.choice;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which trained folds are compared, and which of them has not seen which case.
 *
 * @param folds the trained parts of the splits; if the splits have none, the other trained folds, and {@code all} where
 *     there is nothing else
 * @param foldOfCase case → the fold that it validates; the first one where it validates several
 * @param missing parts of the splits that were not trained
 */
record CrossValidation(List<String> folds, SortedMap<String, String> foldOfCase, List<String> missing) {
    CrossValidation {
        folds = List.copyOf(folds);
        foldOfCase = Collections.unmodifiableSortedMap(new TreeMap<>(foldOfCase));
        missing = List.copyOf(missing);
    }

    static CrossValidation of(StoredVersion version) {
        List<String> trained = trainedByAll(version);
        List<String> parts = version.splits().names();
        List<String> folds = trained.stream().filter(parts::contains).sorted().toList();
        if (folds.isEmpty()) {
            folds = trained.stream().filter(f -> !f.equals(Experiment.FOLD_ALL)).toList();
        }
        if (folds.isEmpty()) {
            folds = trained;
        }
        SortedMap<String, String> foldOfCase = new TreeMap<>();
        for (String fold : folds) {
            version.fold(fold).val().forEach(caseId -> foldOfCase.putIfAbsent(caseId, fold));
        }
        List<String> missing = parts.stream().filter(f -> !trained.contains(f)).toList();
        return new CrossValidation(folds, foldOfCase, missing);
    }

    private static List<String> trainedByAll(StoredVersion version) {
        List<String> folds = new ArrayList<>();
        for (ConfigurationWork configuration : version.planning().configurations()) {
            List<String> own =
                    configuration.trainings().stream().map(FoldWork::fold).toList();
            if (folds.isEmpty()) {
                folds.addAll(own);
            } else {
                folds.retainAll(own);
            }
        }
        return folds;
    }

    List<String> cases() {
        return List.copyOf(foldOfCase.keySet());
    }

    /** Whether the weights have seen the cases that they are scored on. */
    boolean isOnTrainingCases() {
        return folds.contains(Experiment.FOLD_ALL);
    }
}
