package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which predictions of a folder belong to which references of another: those of the same name without ending.
 *
 * @param pairs one for each reference, ascending by name; none where a name stands for two files
 * @param faults files of one name, predictions without a reference, and references in a format that is not read
 * @param referenced names of all references, those without a pair too
 * @param leftAlone files that are no label maps; keys, ascending in each folder
 */
public record PredictionPairs(List<Pair> pairs, List<Fault> faults, Set<String> referenced, List<String> leftAlone) {
    private static final String PROBABILITIES = "_probabilities";

    public PredictionPairs {
        pairs = List.copyOf(pairs);
        faults = List.copyOf(faults);
        referenced = Set.copyOf(referenced);
        leftAlone = List.copyOf(leftAlone);
    }

    /**
     * A reference and what was predicted.
     *
     * @param prediction absent where there is none
     */
    public record Pair(String caseId, StoredFile reference, Optional<StoredFile> prediction) {}

    /** Of label maps, by keys of any folder. */
    public static PredictionPairs of(Collection<StoredFile> references, Collection<StoredFile> predictions) {
        List<Fault> faults = new ArrayList<>();
        List<String> leftAlone = new ArrayList<>();
        SortedMap<String, List<StoredFile>> referenced = byName(references, UnreadFormat::ofLabels, leftAlone, faults);
        SortedMap<String, List<StoredFile>> predicted = byName(predictions, key -> Optional.empty(), leftAlone, faults);
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
        return new PredictionPairs(pairs, faults, referenced.keySet(), leftAlone);
    }

    /** What {@code predict --probabilities} writes beside a label map and its archive, to be looked at. */
    private static boolean isProbabilities(String key, Set<String> keys) {
        String path = key.substring(0, key.length() - FileNames.ending(key).length());
        return path.endsWith(PROBABILITIES)
                && keys.contains(path.substring(0, path.length() - PROBABILITIES.length()) + ".npz");
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

    private static SortedMap<String, List<StoredFile>> byName(
            Collection<StoredFile> files,
            Function<String, Optional<Fault>> unread,
            List<String> leftAlone,
            List<Fault> faults) {
        SortedMap<String, List<StoredFile>> byName = new TreeMap<>();
        SortedSet<String> others = new TreeSet<>();
        Set<String> companions = new HashSet<>();
        Set<String> keys = files.stream().map(StoredFile::key).collect(Collectors.toSet());
        for (StoredFile file : files) {
            String name = file.key().substring(file.key().lastIndexOf('/') + 1);
            if (FileNames.ending(name).isEmpty() || name.startsWith(".") || isProbabilities(file.key(), keys)) {
                others.add(file.key());
            } else {
                byName.computeIfAbsent(FileNames.stem(name), c -> new ArrayList<>())
                        .add(file);
                companions.addAll(ImageFormat.companions(file.key(), false));
            }
        }
        others.removeAll(companions);
        for (String key : others) {
            unread.apply(key).ifPresentOrElse(faults::add, () -> leftAlone.add(key));
        }
        return byName;
    }
}
