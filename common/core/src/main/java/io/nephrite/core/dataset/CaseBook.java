package io.nephrite.core.dataset;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which files of a dataset are there, and which cases they make up, under one description. Files may come in any order
 * and again; each costs the same however many there are. Mutable, not thread-safe.
 */
public final class CaseBook {
    private static final String TRAINING_IMAGES = "imagesTr/";
    private static final String TRAINING_LABELS = "labelsTr/";
    private static final String TEST_IMAGES = "imagesTs/";
    private static final String KITS_DATA = "data/";
    private static final String KITS_IMAGE = "imaging";
    private static final String KITS_LABEL = "segmentation";
    private static final String KITS_ENDING = ".nii.gz";

    private final String dataset;
    private final Description description;
    private final String declaration;
    private final Set<String> excluded;
    /** Roles of listed paths; of folders they follow from the name. */
    private final Map<String, Role> listedRoles = new HashMap<>();

    private final SortedMap<String, Entry> training = new TreeMap<>();
    private final SortedMap<String, Entry> test = new TreeMap<>();
    private final SortedMap<String, StoredFile> unlisted = new TreeMap<>();
    /** Files that belong to those beside them, by path. */
    private final SortedMap<String, StoredFile> companions = new TreeMap<>();

    /** Whose a file of that path is, be it there or not. */
    private final Map<String, Entry> companionOwners = new HashMap<>();

    private final Set<Entry> incomplete = new HashSet<>();

    /** @param dataset its name: the first part of the files' keys */
    public CaseBook(String dataset, Description description) {
        this(dataset, description, Set.of());
    }

    /** @param excluded cases that are left out, whatever is or is not there of them */
    public CaseBook(String dataset, Description description, Set<String> excluded) {
        this.dataset = dataset;
        this.excluded = Set.copyOf(excluded);
        this.description = description;
        this.declaration = description.declaration();
        if (description.listed()) {
            description.training().forEach(c -> list(c, training));
            description.test().forEach(c -> list(c, test));
        }
    }

    public Description description() {
        return description;
    }

    /** Where a KiTS19 checkout has the image of a case. */
    static String kitsImage(String caseId) {
        return KITS_DATA + caseId + "/" + KITS_IMAGE + KITS_ENDING;
    }

    /**
     * Takes note of a file.
     *
     * @param path relative to the dataset's folder
     * @return the case that it belongs to, where it belongs to one that is not excluded
     */
    public Optional<Entry> put(String path, StoredFile file) {
        if (FileNames.isDebris(path)) {
            return Optional.empty();
        }
        Optional<Role> role = role(path);
        if (role.isEmpty()) {
            if (!FileNames.ending(path).isEmpty()) {
                unlisted.put(path, file);
            } else if (mayBeCompanion(path)) {
                companions.put(path, file);
                return Optional.ofNullable(companionOwners.get(path)).filter(this::isIncluded);
            }
            return Optional.empty();
        }
        Entry entry = role.get().entry;
        track(entry, () -> entry.files.put(role.get(), file));
        companionPaths(role.get(), path).forEach(p -> companionOwners.put(p, entry));
        return Optional.of(entry).filter(this::isIncluded);
    }

    /** A file is gone. */
    public void remove(String path) {
        unlisted.remove(path);
        companions.remove(path);
        role(path).ifPresent(role -> {
            track(role.entry, () -> role.entry.files.remove(role));
            companionPaths(role, path).forEach(companionOwners::remove);
        });
    }

    /** Whether everything that the description names is there, but for cases that are excluded. */
    public boolean isComplete() {
        return incomplete.isEmpty() && trainingCases() > 0 && absent().findAny().isEmpty() && missingCases() <= 0;
    }

    /**
     * Training cases that are listed, or of which a file is there, with those that are excluded; KiTS19 cases without
     * segmentation are test cases.
     */
    public int trainingCases() {
        return training.size();
    }

    /** Cases, for training or test, whose files are all there; none that is excluded. */
    public int completeCases() {
        return entries().size() - incomplete.size();
    }

    /** Entries of training and then of test cases, ascending; of KiTS19 by what is there. None is excluded. */
    public List<Entry> entries() {
        List<Entry> all = new ArrayList<>(training());
        all.addAll(test());
        return all;
    }

    public List<Entry> training() {
        return training.values().stream().filter(this::isIncluded).toList();
    }

    public List<Entry> test() {
        return test.values().stream().filter(this::isIncluded).toList();
    }

    /** Excluded cases that the description names, or of which a file is there; ascending. */
    public List<String> excluded() {
        Set<String> known = new HashSet<>(training.keySet());
        known.addAll(test.keySet());
        description.training().forEach(c -> known.add(c.caseId()));
        return excluded.stream().filter(known::contains).sorted().toList();
    }

    private boolean isIncluded(Entry entry) {
        return !excluded.contains(entry.caseId);
    }

    /** NIfTI files that belong to no case. */
    public Collection<String> unlisted() {
        return Collections.unmodifiableSet(unlisted.keySet());
    }

    /** What is still missing, ascending, at most {@code limit}; for {@link #isComplete} to become true. */
    public List<String> awaited(int limit) {
        NavigableSet<String> paths = new TreeSet<>();
        for (Entry entry : entries()) {
            for (Fault fault : entry.missing()) {
                fault.file().ifPresent(paths::add);
                if (paths.size() >= limit) {
                    return List.copyOf(paths);
                }
            }
        }
        absent().limit(limit - paths.size()).forEach(c -> paths.add(c.images().get(0)));
        int more = missingCases();
        if (more > 0) {
            paths.add(more + " more training cases in " + TRAINING_IMAGES);
        }
        return List.copyOf(paths);
    }

    /**
     * How many training cases are there too few, negative where there are too many, for the number that the
     * description gives without a list. That number may count excluded cases of which nothing is there.
     */
    private int missingCases() {
        if (description.listed() || description.numTraining().isEmpty()) {
            return 0;
        }
        int more = description.numTraining().getAsInt() - trainingCases();
        long unseen = excluded.stream().filter(c -> !isThere(c)).count();
        return more <= 0 ? more : (int) Math.max(0, more - unseen);
    }

    private boolean isThere(String caseId) {
        return training.containsKey(caseId) || test.containsKey(caseId);
    }

    /** KiTS19 cases that kits.json names and of which no file is there. */
    private Stream<Description.ListedCase> absent() {
        return description.layout() == DatasetLayout.KITS19
                ? description.training().stream().filter(c -> !isThere(c.caseId()) && !excluded.contains(c.caseId()))
                : Stream.empty();
    }

    /**
     * Faults of the set of files: what is missing, too much or only differs in case. Cases in ascending order, none that
     * is excluded.
     */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        for (Entry entry : entries()) {
            faults.addAll(entry.missing());
            faults.addAll(entry.surplus());
        }
        if (missingCases() != 0) {
            faults.add(Fault.of(
                            FaultCode.COUNT_DIFFERS,
                            trainingCases() + " training cases in " + TRAINING_IMAGES,
                            description.numTraining().getAsInt() + " as numTraining says")
                    .in(DescriptionReader.DATASET_JSON));
        }
        Map<String, String> lower = new HashMap<>();
        for (Entry entry : entries()) {
            String other = lower.putIfAbsent(entry.caseId.toLowerCase(Locale.ROOT), entry.caseId);
            if (other != null && !other.equals(entry.caseId)) {
                faults.add(Fault.of(
                                FaultCode.CASE_NAMES_DIFFER_IN_CASE,
                                other + " and " + entry.caseId,
                                "names that differ in more than upper and lower case")
                        .of(entry.caseId));
            }
            if (entry.forTest && training.containsKey(entry.caseId)) {
                faults.add(Fault.of(
                                FaultCode.CASE_LISTED_TWICE,
                                "case " + entry.caseId + " in " + TRAINING_IMAGES + " and in " + TEST_IMAGES,
                                "each case in one of them")
                        .of(entry.caseId));
            }
            if (!FileNames.isSafeCaseId(entry.caseId)) {
                faults.add(
                        Fault.of(FaultCode.NAME_NOT_SAFE, "case name \"" + entry.caseId + "\"", FileNames.SAFE_CASE_ID)
                                .of(entry.caseId));
            }
        }
        // a checkout without some of its cases is usable, and common: the whole of KiTS19 has 30 GB
        absent().map(c -> Fault.of(FaultCode.FILE_MISSING, "no file of a case that kits.json names", "its image")
                        .as(Severity.WARNING)
                        .mendedBy("fetch the case, or go on without it")
                        .of(c.caseId())
                        .in(c.images().get(0)))
                .forEach(faults::add);
        if (training.isEmpty()) {
            faults.add(Fault.of(FaultCode.NO_TRAINING_CASES, "no training case", "at least one"));
        }
        faults.addAll(strayCompanions());
        for (String path : unlisted.keySet()) {
            faults.add(Fault.of(FaultCode.FILE_NOT_LISTED, "a file of no listed case", "only files of listed cases")
                    .in(path));
        }
        return faults;
    }

    /** Whether files of the dataset's format may have something of that name beside them. */
    private boolean mayBeCompanion(String path) {
        return path.indexOf('/') > 0
                && ImageFormat.companions(description.fileEnding(), false).stream()
                        .anyMatch(path::endsWith);
    }

    private static List<String> companionPaths(Role role, String path) {
        return ImageFormat.companions(path, role.kind == Kind.CHANNEL);
    }

    private List<Fault> strayCompanions() {
        return companions.keySet().stream()
                .filter(path -> !companionOwners.containsKey(path))
                .map(path -> Fault.of(
                                FaultCode.FILE_NOT_LISTED,
                                "a file that belongs to none beside it",
                                "the name of an image or a label, with " + description.fileEnding() + " at its end")
                        .mendedBy("rename it like the file it belongs to, or remove it")
                        .in(path))
                .toList();
    }

    private void list(Description.ListedCase listed, SortedMap<String, Entry> cases) {
        if (training.containsKey(listed.caseId()) || test.containsKey(listed.caseId())) {
            return;
        }
        Entry entry = new Entry(listed.caseId(), cases == test, true);
        cases.put(listed.caseId(), entry);
        if (isIncluded(entry)) {
            incomplete.add(entry);
        }
        if (description.layout() == DatasetLayout.NNUNET_V2) {
            for (int c = 0; c < listed.images().size(); c++) {
                entry.expectedImages.put(c, listed.images().get(c));
                listedRoles.put(listed.images().get(c), new Role(entry, Kind.CHANNEL, c));
            }
        } else {
            String path = listed.images().get(0);
            String ending = FileNames.ending(path);
            String folder = path.substring(0, path.lastIndexOf('/') + 1);
            entry.wholeImage = folder + listed.caseId() + ending;
            // of the cases a and a_0000, the name a_0000 is the first's channel: nobody's image goes under another's
            // name
            listedRoles.putIfAbsent(entry.wholeImage, new Role(entry, Kind.WHOLE, 0));
            for (int c = 0; c < description.channelNames().size(); c++) {
                String channel = folder + listed.caseId() + "_%04d".formatted(c) + ending;
                entry.expectedImages.put(c, channel);
                listedRoles.put(channel, new Role(entry, Kind.CHANNEL, c));
            }
        }
        listed.label().ifPresent(l -> {
            entry.expectedLabel = Optional.of(l);
            listedRoles.put(l, new Role(entry, Kind.LABEL, 0));
        });
    }

    private Optional<Role> role(String path) {
        if (description.listed()) {
            boolean isTest = description.layout() == DatasetLayout.NNUNET_V2 && path.startsWith(TEST_IMAGES);
            // v2's file map names training cases only
            return Optional.ofNullable(listedRoles.get(path)).or(() -> isTest ? folderRole(path) : Optional.empty());
        }
        return description.layout() == DatasetLayout.KITS19 ? kitsRole(path) : folderRole(path);
    }

    private Optional<Role> folderRole(String path) {
        if (!path.endsWith(description.fileEnding()) || path.indexOf('/') != path.lastIndexOf('/')) {
            return Optional.empty();
        }
        String stem = path.substring(
                path.indexOf('/') + 1, path.length() - description.fileEnding().length());
        if (path.startsWith(TRAINING_LABELS)) {
            Entry entry = training.computeIfAbsent(stem, this::trainingEntry);
            return Optional.of(new Role(entry, Kind.LABEL, 0));
        }
        boolean forTest = path.startsWith(TEST_IMAGES);
        if (!forTest && !path.startsWith(TRAINING_IMAGES)) {
            return Optional.empty();
        }
        return FileNames.channel(stem).map(c -> {
            Entry entry = forTest
                    ? test.computeIfAbsent(c.caseId(), this::testEntry)
                    : training.computeIfAbsent(c.caseId(), this::trainingEntry);
            return new Role(entry, Kind.CHANNEL, c.channel());
        });
    }

    private Entry trainingEntry(String caseId) {
        Entry entry = folderEntry(caseId, false, TRAINING_IMAGES);
        entry.expectedLabel = Optional.of(TRAINING_LABELS + caseId + description.fileEnding());
        return entry;
    }

    private Entry testEntry(String caseId) {
        return folderEntry(caseId, true, TEST_IMAGES);
    }

    private Entry folderEntry(String caseId, boolean forTest, String folder) {
        Entry entry = new Entry(caseId, forTest, false);
        for (int c = 0; c < description.channelNames().size(); c++) {
            entry.expectedImages.put(c, folder + caseId + "_%04d".formatted(c) + description.fileEnding());
        }
        return entry;
    }

    private Optional<Role> kitsRole(String path) {
        String rest = path.startsWith(KITS_DATA) ? path.substring(KITS_DATA.length()) : path;
        int slash = rest.indexOf('/');
        if (slash <= 0 || slash != rest.lastIndexOf('/') || !rest.startsWith("case_")) {
            return Optional.empty();
        }
        String caseId = rest.substring(0, slash);
        String name = FileNames.stem(rest);
        boolean label = name.equals(KITS_LABEL);
        if (FileNames.ending(rest).isEmpty() || (!label && !name.equals(KITS_IMAGE))) {
            return Optional.empty();
        }
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        Entry entry = test.containsKey(caseId)
                ? test.get(caseId)
                : training.computeIfAbsent(caseId, id -> new Entry(id, false, false));
        entry.expectedImages.putIfAbsent(0, folder + KITS_IMAGE + KITS_ENDING);
        return Optional.of(new Role(entry, label ? Kind.LABEL : Kind.CHANNEL, 0));
    }

    /** Changes an entry and keeps note of incomplete ones, and for KiTS19 which of the two kinds it is. */
    private void track(Entry entry, Runnable change) {
        change.run();
        if (description.layout() == DatasetLayout.KITS19) {
            boolean labelled = entry.files.keySet().stream().anyMatch(r -> r.kind == Kind.LABEL);
            entry.forTest = !labelled;
            (labelled ? test : training).remove(entry.caseId);
            (labelled ? training : test).put(entry.caseId, entry);
        }
        boolean isGone = entry.files.isEmpty() && !entry.listed;
        if (isGone) {
            training.remove(entry.caseId, entry);
            test.remove(entry.caseId, entry);
        }
        if (isGone || entry.isComplete() || !isIncluded(entry)) {
            incomplete.remove(entry);
        } else {
            incomplete.add(entry);
        }
    }

    private enum Kind {
        CHANNEL,
        WHOLE,
        LABEL
    }

    private record Role(Entry entry, Kind kind, int channel) {}

    /** A case as far as its files are there. */
    public final class Entry {
        private final String caseId;
        private final boolean listed;
        private final Map<Integer, String> expectedImages = new TreeMap<>();
        private final Map<Role, StoredFile> files = new LinkedHashMap<>();
        private Optional<String> expectedLabel = Optional.empty();
        private String wholeImage = "";
        private boolean forTest;

        private Entry(String caseId, boolean forTest, boolean listed) {
            this.caseId = caseId;
            this.forTest = forTest;
            this.listed = listed;
        }

        public String caseId() {
            return caseId;
        }

        public boolean isTest() {
            return forTest;
        }

        public boolean isComplete() {
            return missing().isEmpty();
        }

        /** @return empty while a file is missing */
        public Optional<CaseFiles> files() {
            if (!isComplete() || !FileNames.isSafeCaseId(caseId)) {
                return Optional.empty();
            }
            Optional<StoredFile> whole = file(Kind.WHOLE, 0);
            List<StoredFile> images = whole.map(List::of)
                    .orElseGet(() -> expectedImages.keySet().stream()
                            .map(c -> file(Kind.CHANNEL, c).orElseThrow())
                            .toList());
            Optional<StoredFile> label = forTest ? Optional.empty() : file(Kind.LABEL, 0);
            List<StoredFile> beside = companionPaths()
                    .distinct()
                    .flatMap(path -> Optional.ofNullable(companions.get(path)).stream())
                    .toList();
            return Optional.of(CaseFiles.of(caseId, images, label, beside, declaration));
        }

        /** What may lie beside the case's files. */
        private Stream<String> companionPaths() {
            return files.entrySet().stream()
                    .flatMap(f ->
                            CaseBook.companionPaths(
                                    f.getKey(), f.getValue().key().substring(dataset.length() + 1))
                                    .stream());
        }

        /** Which files are missing, as faults of this case. */
        List<Fault> missing() {
            List<Fault> faults = new ArrayList<>();
            boolean whole = file(Kind.WHOLE, 0).isPresent();
            List<Integer> absent = expectedImages.keySet().stream()
                    .filter(c -> file(Kind.CHANNEL, c).isEmpty())
                    .toList();
            boolean hasLabel = file(Kind.LABEL, 0).isPresent();
            boolean needsLabel = expectedLabel.isPresent() && !forTest;
            boolean noImage = !whole && absent.size() == expectedImages.size();
            if (noImage) {
                String path = wholeImage.isEmpty()
                        ? expectedImages.values().iterator().next()
                        : wholeImage;
                faults.add((hasLabel
                                ? Fault.of(FaultCode.LABEL_WITHOUT_IMAGE, "a label and no image", "both")
                                : Fault.of(FaultCode.FILE_MISSING, "no such file", "the image that is listed"))
                        .of(caseId)
                        .in(path));
            } else if (!whole) {
                for (int c : absent) {
                    faults.add(Fault.of(
                                    FaultCode.CHANNEL_MISSING,
                                    "no channel " + c,
                                    description.channelNames().size() + " channels: " + description.channelNames())
                            .of(caseId)
                            .in(expectedImages.get(c)));
                }
            }
            if (needsLabel && !hasLabel) {
                faults.add((noImage
                                ? Fault.of(FaultCode.FILE_MISSING, "no such file", "the label that is listed")
                                : Fault.of(FaultCode.IMAGE_WITHOUT_LABEL, "an image and no label", "both"))
                        .of(caseId)
                        .in(expectedLabel.get()));
            }
            return faults;
        }

        private List<Fault> surplus() {
            List<Fault> faults = new ArrayList<>();
            files.forEach((role, file) -> {
                if (role.kind == Kind.CHANNEL && !expectedImages.containsKey(role.channel)) {
                    faults.add(Fault.of(
                                    FaultCode.CHANNEL_NOT_DECLARED,
                                    "channel " + role.channel,
                                    description.channelNames().size() + " channels: " + description.channelNames())
                            .of(caseId)
                            .in(file.key().substring(dataset.length() + 1)));
                }
            });
            return faults;
        }

        private Optional<StoredFile> file(Kind kind, int channel) {
            return Optional.ofNullable(files.get(new Role(this, kind, channel)));
        }
    }
}
