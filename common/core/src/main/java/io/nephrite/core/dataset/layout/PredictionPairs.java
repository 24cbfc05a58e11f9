package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Which predictions of a folder belong to which references of another: those of the same name without ending.
 *
 * @param pairs one for each reference, ascending by name; none where a name stands for two files
 * @param faults files of one name, predictions without a reference, and references in a format that is not read
 * @param referenced names of all references, those without a pair too
 * @param leftAlone files that are no label maps; keys, ascending in each folder
 */
public record PredictionPairs(List<Pair> pairs, List<Fault> faults, Set<String> referenced, List<String> leftAlone) {
    public PredictionPairs {
        pairs = List.copyOf(pairs);
        faults = List.copyOf(faults);
        referenced = Set.copyOf(referenced);
        leftAlone = List.copyOf(leftAlone);
    }

    /**
     * A reference and what was predicted.
     *
     * @param prediction absent if the case has no prediction
     */
    public record Pair(String caseId, StoredFile reference, Optional<StoredFile> prediction) {}

    /** Of label maps, by keys of any folder. */
    public static PredictionPairs of(Collection<StoredFile> references, Collection<StoredFile> predictions) {
        List<Fault> faults = new ArrayList<>();
        List<String> leftAlone = new ArrayList<>();
        LabelMaps ofReferences = LabelMaps.of(references);
        LabelMaps ofPredictions = LabelMaps.of(predictions);
        for (String key : ofReferences.leftAlone()) {
            UnreadFormat.ofLabels(key).ifPresentOrElse(faults::add, () -> leftAlone.add(key));
        }
        leftAlone.addAll(ofPredictions.leftAlone());
        SortedMap<String, List<StoredFile>> referenced = ofReferences.byCase();
        SortedMap<String, List<StoredFile>> predicted = ofPredictions.byCase();
        List<Pair> pairs = new ArrayList<>();
        referenced.forEach((caseId, files) -> {
            List<StoredFile> others = predicted.getOrDefault(caseId, List.of());
            LabelMaps.twice(caseId, files)
                    .or(() -> LabelMaps.twice(caseId, others))
                    .ifPresentOrElse(
                            faults::add,
                            () -> pairs.add(new Pair(
                                    caseId, files.get(0), others.stream().findFirst())));
        });
        predicted.forEach((caseId, files) -> {
            if (!referenced.containsKey(caseId)) {
                faults.add(Fault.of(FaultCode.REFERENCE_MISSING, "a prediction and no reference", "both")
                        .of(caseId)
                        .in(files.get(0).key()));
            }
        });
        return new PredictionPairs(pairs, faults, referenced.keySet(), leftAlone);
    }
}
