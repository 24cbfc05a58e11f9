package io.nephrite.eval.upload;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.FaultTreatments;
import io.nephrite.core.experiment.FaultyCases;
import io.nephrite.core.store.ObjectInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The folder of a dataset before it is sent: its names, and the documents that say what they mean. What is wrong with
 * it is what ingest would say of it, as far as names tell.
 */
public final class OfferedFolder {
    /** What an S3 store takes in one request. */
    public static final long LARGEST_FILE = 5L << 30;

    private static final int MOST_SHOWN = 200;
    private static final String DOCUMENT = "/" + DescriptionReader.DATASET_JSON;

    private final Map<String, Long> files = new TreeMap<>();
    private final List<String> leftAlone = new ArrayList<>();
    private final Map<String, String> documents;
    private final List<Fault> faults = new ArrayList<>();

    /**
     * Reads the names and documents of an offered folder.
     *
     * @param documents text of the description and of the experiment, by path
     * @throws IllegalArgumentException where a size is negative or a path is named twice
     */
    public OfferedFolder(List<OfferedFile> offered, Map<String, String> documents) {
        this.documents = Map.copyOf(documents);
        for (OfferedFile file : offered) {
            if (file.path() == null || file.size() < 0) {
                throw new IllegalArgumentException("a file needs a path and a size of at least 0, found " + file);
            }
            sort(file);
        }
    }

    /**
     * What is known before the first byte is sent.
     *
     * @param mayBeSent whether nothing is plainly wrong
     * @param faults errors first, at most 200
     * @param faultCount how many there are in all
     * @param files that are of use, and would be sent
     * @param leftAlone files that no dataset needs
     * @param there those of {@code files} for which the store has an object of the same name
     * @param others how many objects of the dataset the store holds that the folder does not have; they stay
     * @param someOthers a few of them
     */
    public record Check(
            boolean mayBeSent,
            List<Fault> faults,
            int faultCount,
            List<String> files,
            List<String> leftAlone,
            List<FileThere> there,
            int others,
            List<String> someOthers) {}

    /**
     * Checks the folder and compares it with the store.
     *
     * @param stored objects of the dataset in the store, by path relative to its folder
     */
    public Check check(Map<String, ObjectInfo> stored) {
        List<Fault> found = judged();
        Set<String> others = new TreeSet<>(stored.keySet());
        others.removeAll(files.keySet());
        List<FileThere> there = files.keySet().stream()
                .flatMap(path -> Optional.ofNullable(stored.get(path)).stream()
                        .map(object -> new FileThere(path, object.size(), object.etag())))
                .toList();
        return new Check(
                found.stream().noneMatch(Fault::isError),
                Stream.concat(
                                found.stream().filter(Fault::isError),
                                found.stream().filter(fault -> !fault.isError()))
                        .limit(MOST_SHOWN)
                        .toList(),
                found.size(),
                List.copyOf(files.keySet()),
                List.copyOf(leftAlone),
                there,
                others.size(),
                others.stream().limit(5).toList());
    }

    /** Names that systems leave behind, and hidden ones, are no faults. */
    private void sort(OfferedFile file) {
        boolean isHidden = Stream.of(file.path().split("/"))
                .anyMatch(name -> name.startsWith(".") && !name.equals(".") && !name.equals(".."));
        if (isHidden || FileNames.isDebris(file.path()) || !FileNames.mayBelongToDataset(file.path())) {
            leftAlone.add(FileNames.printable(file.path()));
        } else if (!FileNames.isSafePath(file.path())) {
            faults.add(Fault.of(
                            FaultCode.NAME_NOT_SAFE,
                            "the path \"" + FileNames.printable(file.path()) + "\"",
                            FileNames.SAFE_PATH)
                    .mendedBy("rename the file or the folder that it lies in"));
        } else if (files.put(file.path(), file.size()) != null) {
            throw new IllegalArgumentException("the file " + FileNames.printable(file.path()) + " is named twice");
        }
    }

    private List<Fault> judged() {
        List<Fault> found = new ArrayList<>(faults);
        files.forEach((path, size) -> {
            if (size > LARGEST_FILE) {
                found.add(Fault.of(
                                FaultCode.FILE_NOT_USED,
                                "a file of " + size + " bytes",
                                "at most " + LARGEST_FILE + " bytes, which a store takes in one request")
                        .mendedBy("upload the folder by ./nephrite upload, which sends large files in parts")
                        .in(path)
                        .as(Severity.ERROR));
            }
        });
        Optional<String> place =
                DescriptionReader.PLACES.stream().filter(files::containsKey).findFirst();
        if (place.isEmpty()) {
            found.add(missing());
            return found;
        }
        Experiment experiment = experiment(found);
        Description description = DescriptionReader.at(place.get(), bytes(place.get()));
        Set<String> excluded = Set.copyOf(experiment.exclude());
        description.faults().stream()
                .filter(fault -> fault.caseId().filter(excluded::contains).isEmpty())
                .forEach(found::add);
        FaultTreatments treatments = new FaultTreatments(experiment);
        if (description.isCheckable()) {
            CaseBook book = new CaseBook(description, excluded, treatments.isError(FaultCode.COUNT_DIFFERS));
            files.forEach((path, size) -> book.put(path, new StoredFile(path, size, "")));
            found.addAll(book.faults());
        }
        boolean isSkipped = experiment.faultyCases() == FaultyCases.SKIP;
        return found.stream()
                .flatMap(fault -> treatments.of(fault).stream())
                .map(fault -> isSkipped && fault.caseId().isPresent() ? fault.as(Severity.WARNING) : fault)
                .toList();
    }

    private byte[] bytes(String path) {
        return documents.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
    }

    private Experiment experiment(List<Fault> found) {
        if (!files.containsKey(Experiment.FILE)) {
            return Experiment.defaults();
        }
        try {
            return Experiment.parse(bytes(Experiment.FILE));
        } catch (IllegalArgumentException e) {
            found.add(Fault.of(FaultCode.EXPERIMENT_INVALID, e.getMessage(), "an experiment that can be read")
                    .in(Experiment.FILE));
            return Experiment.defaults();
        }
    }

    /** A dataset one level down is the commonest mistake. */
    private Fault missing() {
        Fault fault = Fault.of(
                FaultCode.DESCRIPTION_MISSING,
                "a folder of " + files.size() + " files with neither dataset.json nor kits.json in it",
                "nnU-Net's or the Decathlon's dataset.json beside imagesTr and labelsTr, or a KiTS19 checkout with"
                        + " data/kits.json");
        return files.keySet().stream()
                .filter(path -> path.endsWith(DOCUMENT) && path.indexOf('/') == path.length() - DOCUMENT.length())
                .findFirst()
                .map(path -> fault.mendedBy("choose the folder " + path.substring(0, path.indexOf('/'))
                        + ", in which there is a dataset.json"))
                .orElse(fault);
    }
}
