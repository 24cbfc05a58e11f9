package io.nephrite.core.model;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.layout.ImageFolder;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The images that lie below {@code _predict/<model>/}, named as images of a dataset are. */
public final class ImagesToPredict {
    private final NamedModel named;
    private final String name;
    private final String folder;
    private final List<CaseFiles> cases;
    private final List<Fault> faults;
    private final Map<String, Instant> newest = new HashMap<>();

    /**
     * Makes a view of the images below one model's folder.
     *
     * @param datasets bucket of uploads
     * @param name of the model, as the folder has it
     */
    public ImagesToPredict(ObjectStore datasets, NamedModel named, String name) {
        this.named = named;
        this.name = name;
        this.folder = ObjectKeys.imagesToPredict(name);
        List<ObjectInfo> listing = datasets.list(folder);
        List<StoredFile> files = listing.stream()
                .map(info ->
                        new StoredFile(ObjectKeys.below(folder, info.key()).orElseThrow(), info.size(), info.etag()))
                .toList();
        ImageFolder images = ImageFolder.of(files, named.channels());
        this.cases = images.cases();
        this.faults = images.faults();
        for (ObjectInfo info : listing) {
            FileNames.channel(FileNames.stem(info.key().substring(folder.length())))
                    .ifPresent(channel ->
                            newest.merge(channel.caseId(), info.lastModified(), (a, b) -> a.isAfter(b) ? a : b));
        }
    }

    /** Those that have all their channels and that the file belongs to. */
    public List<ImagePredictionRequested> with(String fileName) {
        return cases.stream()
                .filter(image ->
                        image.all().stream().anyMatch(file -> file.key().equals(fileName)))
                .map(this::request)
                .toList();
    }

    /**
     * Why a file is of no image that could be predicted, whatever else is uploaded. A channel that is missing may still
     * come.
     */
    public List<Fault> faults(String fileName) {
        Optional<String> caseId = FileNames.channel(FileNames.stem(fileName)).map(FileNames.ChannelName::caseId);
        return faults.stream()
                .filter(fault -> fault.isError() && fault.code() != FaultCode.CHANNEL_MISSING)
                .filter(fault -> fault.file().equals(Optional.of(fileName))
                        || fault.caseId().equals(Optional.of(FileNames.stem(fileName)))
                        || (caseId.isPresent() && fault.caseId().equals(caseId)))
                .toList();
    }

    /** Images that lack a channel, by name, with what they lack. */
    public SortedMap<String, List<Fault>> incomplete() {
        return faults.stream()
                .filter(fault -> fault.code() == FaultCode.CHANNEL_MISSING)
                .collect(Collectors.groupingBy(
                        fault -> fault.caseId().orElseThrow(), TreeMap::new, Collectors.toList()));
    }

    /** When the newest channel of an image came; empty where none of its files names a channel. */
    public Optional<Instant> newest(String caseId) {
        return Optional.ofNullable(newest.get(caseId));
    }

    /** Every image that has all its channels. */
    public List<ImagePredictionRequested> all() {
        return cases.stream().map(this::request).toList();
    }

    /** Empty where there is no image of this name, or it lacks a channel. */
    public Optional<ImagePredictionRequested> of(String caseId) {
        return cases.stream()
                .filter(image -> image.caseId().equals(caseId))
                .findFirst()
                .map(this::request);
    }

    /** The same event for the same files, whoever asks. */
    private ImagePredictionRequested request(CaseFiles found) {
        CaseFiles image = CaseFiles.of(
                found.caseId(),
                inFolder(found.images().stream()),
                Optional.empty(),
                inFolder(found.companions().stream()),
                "");
        return new ImagePredictionRequested(
                EventHeader.root("image-prediction-requested", name, image.caseId(), image.contentId()),
                named.dataset(),
                named.version(),
                name,
                image,
                named.isStored() ? Optional.of(named.version()) : Optional.empty());
    }

    private List<StoredFile> inFolder(Stream<StoredFile> files) {
        return files.map(file -> new StoredFile(folder + file.key(), file.size(), file.etag()))
                .toList();
    }
}
