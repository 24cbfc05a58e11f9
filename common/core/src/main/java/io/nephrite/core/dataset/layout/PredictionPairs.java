package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which predictions of a folder belong to which references of another: those of the same name without ending.
 *
 * @param pairs one for each reference, ascending by name; none where a name stands for two files
 * @param faults files of one name, and predictions without a reference
 * @param referenced names of all references, those without a pair too
 */
public record PredictionPairs(List<Pair> pairs, List<Fault> faults, Set<String> referenced) {
    public PredictionPairs {
        pairs = List.copyOf(pairs);
        faults = List.copyOf(faults);
        referenced = Set.copyOf(referenced);
    }

    /**
     * A reference and what was predicted.
     *
     * @param prediction absent where there is none
     */
    public record Pair(String caseId, StoredFile reference, Optional<StoredFile> prediction) {}

    /** Of label maps, by keys of any folder; files with no ending of an image are left alone. */
    public static PredictionPairs of(Collection<StoredFile> references, Collection<StoredFile> predictions) {
        List<Fault> faults = new ArrayList<>();
        SortedMap<String, List<StoredFile>> referenced = byName(references);
        SortedMap<String, List<StoredFile>> predicted = byName(predictions);
        List<Pair> pairs = new ArrayList<>();
        referenced.forEach((caseId, files) -> {
            List<StoredFile> others = predicted.getOrDefault(caseId, List.of());
            if (isOne(caseId, files, faults) && isOne(caseId, others, faults)) {
                pairs.add(new Pair(caseId, files.get(0), others.stream().findFirst()));
            }
        });
        predicted.forEach((caseId, files) -> {
            if (!referenced.containsKey(caseId)) {
                faults.add(Fault.of(FaultCode.REFERENCE_MISSING, "a prediction and no reference", "both")
                        .of(caseId)
                        .in(files.get(0).key()));
            }
        });
        return new PredictionPairs(pairs, faults, referenced.keySet());
    }

    private static boolean isOne(String caseId, List<StoredFile> files, List<Fault> faults) {
        if (files.size() > 1) {
            faults.add(Fault.of(
                            FaultCode.FILE_TWICE,
                            files.get(1).key() + " beside " + files.get(0).key(),
                            "one of the two")
                    .of(caseId)
                    .in(files.get(1).key()));
        }
        return files.size() <= 1;
    }

    private static SortedMap<String, List<StoredFile>> byName(Collection<StoredFile> files) {
        SortedMap<String, List<StoredFile>> byName = new TreeMap<>();
        for (StoredFile file : files) {
            String name = file.key().substring(file.key().lastIndexOf('/') + 1);
            if (!FileNames.ending(name).isEmpty() && !name.startsWith(".")) {
                byName.computeIfAbsent(FileNames.stem(name), c -> new ArrayList<>())
                        .add(file);
            }
        }
        return byName;
    }
}
