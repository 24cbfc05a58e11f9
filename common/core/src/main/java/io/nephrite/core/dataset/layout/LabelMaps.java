package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The label maps of a folder, by the names of their cases, without the probabilities that may lie beside them.
 *
 * @param byCase ascending; a name may stand for several files, see {@link #twice}
 * @param leftAlone keys of files that are no label maps and belong to none, ascending
 */
public record LabelMaps(SortedMap<String, List<StoredFile>> byCase, List<String> leftAlone) {
    private static final String PROBABILITIES = "_probabilities";

    public LabelMaps {
        byCase = Collections.unmodifiableSortedMap(new TreeMap<>(byCase));
        leftAlone = List.copyOf(leftAlone);
    }

    /** By keys of any folder. */
    public static LabelMaps of(Collection<StoredFile> files) {
        SortedMap<String, List<StoredFile>> byCase = new TreeMap<>();
        SortedSet<String> others = new TreeSet<>();
        Set<String> companions = new HashSet<>();
        Set<String> keys = files.stream().map(StoredFile::key).collect(Collectors.toSet());
        for (StoredFile file : files) {
            String name = file.key().substring(file.key().lastIndexOf('/') + 1);
            if (FileNames.ending(name).isEmpty() || name.startsWith(".") || isProbabilities(file.key(), keys)) {
                others.add(file.key());
            } else {
                byCase.computeIfAbsent(FileNames.stem(name), c -> new ArrayList<>())
                        .add(file);
                companions.addAll(ImageFormat.companions(file.key(), false));
            }
        }
        others.removeAll(companions);
        return new LabelMaps(byCase, List.copyOf(others));
    }

    /** What is wrong where a name stands for several files. */
    public static Optional<Fault> twice(String caseId, List<StoredFile> files) {
        return files.size() <= 1
                ? Optional.empty()
                : Optional.of(Fault.of(
                                FaultCode.FILE_TWICE,
                                files.get(1).key() + " beside " + files.get(0).key(),
                                "one of the two")
                        .of(caseId)
                        .in(files.get(1).key()));
    }

    /** What {@code predict --probabilities} writes beside a label map and its archive, to be looked at. */
    private static boolean isProbabilities(String key, Set<String> keys) {
        String path = key.substring(0, key.length() - FileNames.ending(key).length());
        return path.endsWith(PROBABILITIES)
                && keys.contains(path.substring(0, path.length() - PROBABILITIES.length()) + ".npz");
    }
}
