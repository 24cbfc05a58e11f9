package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which files of a dataset are there, and which cases they make up, under one description. Files may come in any order
 * and again; each costs the same however many there are. Mutable, not thread-safe.
 */
public final class CaseBook {
    private final Description description;
    private final CaseLayout layout;
    private final String declaration;
    private final Set<String> excluded;
    private final boolean awaitsCount;
    private final SortedMap<String, CaseEntry> training = new TreeMap<>();
    private final SortedMap<String, CaseEntry> test = new TreeMap<>();
    /** Cases that are named and of which no file is there, where the others can be used without them. */
    private final SortedMap<String, CaseEntry> absent = new TreeMap<>();

    private final Set<CaseEntry> unsettled = new HashSet<>();
    private final SortedSet<String> strays = new TreeSet<>();
    /** Files that belong to those beside them, by path. */
    private final Map<String, StoredFile> companions = new TreeMap<>();
    /** Whose a file of that path is, be it there or not. */
    private final Map<String, CaseEntry> companionOwners = new HashMap<>();

    public CaseBook(Description description) {
        this(description, Set.of());
    }

    /**
     * Makes an empty book of the cases that a description names.
     *
     * @param excluded cases that are left out, whatever is or is not there of them
     */
    public CaseBook(Description description, Set<String> excluded) {
        this(description, excluded, true);
    }

    /**
     * Makes an empty book of the cases that a description names.
     *
     * @param excluded cases that are left out, whatever is or is not there of them
     * @param awaitsCount whether as many training cases are waited for as the description says
     */
    public CaseBook(Description description, Set<String> excluded, boolean awaitsCount) {
        this.awaitsCount = awaitsCount;
        this.description = description;
        this.excluded = Set.copyOf(excluded);
        this.layout = CaseLayout.of(description);
        this.declaration = description.declaration();
        for (CasePattern pattern : layout.named()) {
            CaseEntry entry = entry(pattern);
            if (pattern.dispensable()) {
                absent.put(entry.caseId(), entry);
            } else {
                enter(entry);
            }
        }
    }

    private CaseEntry entry(CasePattern pattern) {
        return new CaseEntry(pattern, description.channelNames(), declaration, companions);
    }

    public Description description() {
        return description;
    }

    /**
     * Takes note of a file.
     *
     * @param path relative to the dataset's folder
     * @return the case that it belongs to, where it belongs to one that is not excluded
     */
    public Optional<CaseEntry> put(String path, StoredFile file) {
        if (FileNames.isDebris(path)) {
            return Optional.empty();
        }
        Optional<CasePart> part = layout.part(path);
        if (part.isPresent()) {
            CaseEntry entry = owner(part.get(), path);
            leave(entry);
            entry.put(path, part.get(), file);
            enter(entry);
            CaseEntry.companionPaths(part.get(), path).forEach(p -> companionOwners.put(p, entry));
            return Optional.of(entry).filter(this::isIncluded);
        }
        if (FileNames.ending(path).isEmpty() && FolderLayout.mayBeCompanion(path, description.fileEnding())) {
            companions.put(path, file);
            return Optional.ofNullable(companionOwners.get(path)).filter(this::isIncluded);
        }
        strays.add(path);
        return Optional.empty();
    }

    /** A file is gone. */
    public void remove(String path) {
        strays.remove(path);
        companions.remove(path);
        layout.part(path).ifPresent(part -> {
            CaseEntry entry = owner(part, path);
            leave(entry);
            entry.remove(path);
            enter(entry);
            CaseEntry.companionPaths(part, path).forEach(companionOwners::remove);
        });
    }

    private CaseEntry owner(CasePart part, String path) {
        CaseEntry first = (part.forTest() ? test : training).get(part.caseId());
        if (first != null) {
            return first;
        }
        // where its label decides, a case may be among those of the other kind
        CaseEntry other = (part.forTest() ? training : test).get(part.caseId());
        return other != null && other.isDispensable() ? other : entry(layout.pattern(part, path));
    }

    private void leave(CaseEntry entry) {
        training.remove(entry.caseId(), entry);
        test.remove(entry.caseId(), entry);
        unsettled.remove(entry);
    }

    private void enter(CaseEntry entry) {
        if (!entry.hasFiles() && entry.isDispensable()) {
            absent.put(entry.caseId(), entry);
            return;
        }
        absent.remove(entry.caseId());
        if (!entry.hasFiles() && !entry.isNamed()) {
            return;
        }
        (entry.isTest() ? test : training).put(entry.caseId(), entry);
        if (isIncluded(entry) && !entry.isSettled()) {
            unsettled.add(entry);
        }
    }

    /**
     * Whether nothing is waited for: all is there that the description names and that can come, but for what is
     * excluded.
     */
    public boolean isComplete() {
        return unsettled.isEmpty() && awaitedAbsent().findAny().isEmpty() && awaitedCases() <= 0;
    }

    /** Training cases that are listed, or of which a file is there, with those that are excluded. */
    public int trainingCases() {
        return training.size();
    }

    /** Cases, for training or test, of which nothing is waited for; none that is excluded. */
    public int completeCases() {
        return entries().size() - unsettled.size();
    }

    /** Entries of training and then of test cases, ascending; of KiTS19 by what is there. None is excluded. */
    public List<CaseEntry> entries() {
        List<CaseEntry> all = new ArrayList<>(training());
        all.addAll(test());
        return all;
    }

    public List<CaseEntry> training() {
        return training.values().stream().filter(this::isIncluded).toList();
    }

    public List<CaseEntry> test() {
        return test.values().stream().filter(this::isIncluded).toList();
    }

    /** Excluded cases that the description names, or of which a file is there; ascending. */
    public List<String> excluded() {
        Set<String> known = new HashSet<>(training.keySet());
        known.addAll(test.keySet());
        description.training().forEach(c -> known.add(c.caseId()));
        return excluded.stream().filter(known::contains).sorted().toList();
    }

    private boolean isIncluded(CaseEntry entry) {
        return !excluded.contains(entry.caseId());
    }

    /** Files that belong to no case and are nothing that systems leave behind; ascending. */
    public SortedSet<String> strays() {
        return Collections.unmodifiableSortedSet(strays);
    }

    /**
     * Which names a file would be used under that is among {@link #strays}.
     *
     * @return empty where the file is known and left alone
     */
    public Optional<String> expectation(String path) {
        return layout.expectation(path);
    }

    /** What is still missing, ascending, at most {@code limit}; for {@link #isComplete} to become true. */
    public List<String> awaited(int limit) {
        NavigableSet<String> paths = new TreeSet<>();
        for (CaseEntry entry : entries()) {
            if (!unsettled.contains(entry)) {
                continue;
            }
            for (Fault fault : entry.missing()) {
                fault.file().ifPresent(paths::add);
                if (paths.size() >= limit) {
                    return List.copyOf(paths);
                }
            }
        }
        awaitedAbsent().limit(limit - paths.size()).forEach(e -> paths.add(e.imagePath()));
        int more = awaitedCases();
        if (more > 0) {
            paths.add(more + " more training cases in " + FolderLayout.TRAINING_IMAGES);
        }
        return List.copyOf(paths);
    }

    private Stream<CaseEntry> awaitedAbsent() {
        return absent.values().stream().filter(this::isIncluded);
    }

    private int awaitedCases() {
        return awaitsCount ? missingCases() : 0;
    }

    /**
     * How many training cases are there too few, negative where there are too many, for the number that the
     * description gives without a list. That number may count excluded cases of which nothing is there, and may or may
     * not count labels without an image, which are faults of their own.
     */
    private int missingCases() {
        OptionalInt count = layout.count();
        if (count.isEmpty()) {
            return 0;
        }
        int more = count.getAsInt() - trainingCases();
        if (more > 0) {
            long unseen = excluded.stream()
                    .filter(c -> !training.containsKey(c) && !test.containsKey(c))
                    .count();
            return (int) Math.max(0, more - unseen);
        }
        long withImage = training.values().stream().filter(CaseEntry::hasImage).count();
        return (int) Math.min(0, count.getAsInt() - withImage);
    }

    /**
     * Faults of the set of files: what is missing, too much or only differs in case. Cases in ascending order, none
     * that is excluded.
     */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        for (CaseEntry entry : entries()) {
            faults.addAll(entry.missing());
            faults.addAll(entry.surplus());
        }
        if (missingCases() != 0) {
            faults.add(Fault.of(
                            FaultCode.COUNT_DIFFERS,
                            trainingCases() + " training cases in " + FolderLayout.TRAINING_IMAGES,
                            layout.count().getAsInt() + " as numTraining says")
                    .in(DescriptionReader.DATASET_JSON));
        }
        faults.addAll(names());
        // a checkout without some of its cases is usable, and common: the whole of KiTS19 has 30 GB
        awaitedAbsent()
                .map(e -> Fault.of(FaultCode.FILE_MISSING, "no file of a case that kits.json names", "its image")
                        .as(Severity.WARNING)
                        .mendedBy("fetch the case, or go on without it")
                        .of(e.caseId())
                        .in(e.imagePath()))
                .forEach(faults::add);
        if (training.isEmpty()) {
            faults.add(Fault.of(FaultCode.NO_TRAINING_CASES, "no training case", "at least one"));
        }
        companions.keySet().stream()
                .filter(path -> !companionOwners.containsKey(path))
                .map(path -> Fault.of(
                                FaultCode.FILE_NOT_LISTED,
                                "a file that belongs to no image or label in its folder",
                                "the same name as an image or a label that ends with " + description.fileEnding())
                        .mendedBy("rename it like the file it belongs to, or remove it")
                        .in(path))
                .forEach(faults::add);
        for (String path : strays) {
            if (!FileNames.ending(path).isEmpty()) {
                layout.expectation(path)
                        .map(expected ->
                                Fault.of(FaultCode.FILE_NOT_LISTED, "an image that belongs to no case", expected))
                        .ifPresent(fault -> faults.add(fault.in(path)));
            }
        }
        return faults;
    }

    private List<Fault> names() {
        List<Fault> faults = new ArrayList<>();
        Map<String, String> folded = new HashMap<>();
        for (CaseEntry entry : entries()) {
            String caseId = entry.caseId();
            String other = folded.putIfAbsent(FileNames.folded(caseId), caseId);
            if (other != null && !other.equals(caseId)) {
                faults.add(Fault.of(
                                FaultCode.CASE_NAMES_DIFFER_IN_CASE,
                                FileNames.difference(other, caseId),
                                FileNames.DIFFERENT_NAMES)
                        .of(caseId));
            }
            if (entry.isTest() && training.containsKey(caseId)) {
                faults.add(Fault.of(
                                FaultCode.CASE_LISTED_TWICE,
                                "case " + caseId + " in " + FolderLayout.TRAINING_IMAGES + " and in "
                                        + FolderLayout.TEST_IMAGES,
                                "each case in one of them")
                        .of(caseId));
            }
            if (caseId.equals("summary")
                    && ImageFormat.of(description.fileEnding()).equals(Optional.of(ImageFormat.TIFF))) {
                faults.add(Fault.of(
                                FaultCode.NAME_NOT_SAFE,
                                "case name \"summary\"",
                                "another, as the spacing of its prediction would lie where summary.json does")
                        .mendedBy("rename the case's files")
                        .of(caseId));
            }
            if (!FileNames.isSafeCaseId(caseId)) {
                faults.add(Fault.of(FaultCode.NAME_NOT_SAFE, "case name \"" + caseId + "\"", FileNames.SAFE_CASE_ID)
                        .of(caseId));
            }
        }
        return faults;
    }
}
