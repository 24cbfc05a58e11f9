package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A case as far as its files are there. */
public final class CaseEntry {
    private final CasePattern pattern;
    private final List<String> channelNames;
    private final String declaration;
    private final Map<String, StoredFile> companions;
    /** What is there, by path: rarely more files than the pattern has. */
    private final Map<String, Filed> files = new TreeMap<>();

    /**
     * @param declaration what the check of the case depends on besides its files
     * @param companions files beside others of the whole dataset, by path; kept up to date by the owner
     */
    CaseEntry(CasePattern pattern, List<String> channelNames, String declaration, Map<String, StoredFile> companions) {
        this.pattern = pattern;
        this.channelNames = channelNames;
        this.declaration = declaration;
        this.companions = companions;
    }

    public String caseId() {
        return pattern.caseId();
    }

    public boolean isTest() {
        return pattern.labelDecides() ? label().isEmpty() : pattern.forTest();
    }

    void put(String path, CasePart part, StoredFile file) {
        files.put(path, new Filed(part, file));
    }

    void remove(String path) {
        files.remove(path);
    }

    boolean hasFiles() {
        return !files.isEmpty();
    }

    boolean hasImage() {
        return files.values().stream().anyMatch(f -> f.part.kind() != CasePart.Kind.LABEL);
    }

    boolean isNamed() {
        return pattern.named();
    }

    boolean isDispensable() {
        return pattern.dispensable();
    }

    /** Path of the image that should be there. */
    String imagePath() {
        return pattern.wholeImage()
                .orElseGet(() -> pattern.images().get(pattern.images().firstKey()));
    }

    /** Whether everything is there that may still come. What cannot be used for its name is not waited for. */
    public boolean isSettled() {
        return !isSafe() || missing().isEmpty();
    }

    private boolean isSafe() {
        return FileNames.isSafeCaseId(caseId());
    }

    /** The files to be used; empty while one is missing that the case cannot do without. */
    public Optional<CaseFiles> files() {
        if (!isSafe() || missing().stream().anyMatch(Fault::isError)) {
            return Optional.empty();
        }
        Optional<StoredFile> whole = file(CasePart.Kind.WHOLE, 0).map(Filed::file);
        List<StoredFile> images = whole.or(this::colours)
                .map(List::of)
                .orElseGet(() -> pattern.images().keySet().stream()
                        .map(c -> file(CasePart.Kind.CHANNEL, c).orElseThrow().file)
                        .toList());
        Optional<StoredFile> label = isTest() ? Optional.empty() : label().map(Filed::file);
        List<StoredFile> beside = files.entrySet().stream()
                .flatMap(f -> companionPaths(f.getValue().part, f.getKey()))
                .distinct()
                .flatMap(path -> Optional.ofNullable(companions.get(path)).stream())
                .toList();
        return Optional.of(CaseFiles.of(caseId(), images, label, beside, declaration));
    }

    /** Paths of what may lie beside a file of a case and belongs to it. */
    static Stream<String> companionPaths(CasePart part, String path) {
        return ImageFormat.companions(path, part.kind() == CasePart.Kind.CHANNEL).stream();
    }

    /** Which files are missing, as faults of this case. */
    List<Fault> missing() {
        List<Fault> faults = new ArrayList<>();
        boolean hasWhole = file(CasePart.Kind.WHOLE, 0).isPresent() || colours().isPresent();
        List<Integer> absent = pattern.images().keySet().stream()
                .filter(c -> file(CasePart.Kind.CHANNEL, c).isEmpty())
                .toList();
        boolean hasLabel = label().isPresent();
        boolean hasNoImage = !hasWhole && absent.size() == pattern.images().size();
        if (hasNoImage) {
            faults.add((hasLabel
                            ? Fault.of(FaultCode.LABEL_WITHOUT_IMAGE, "a label and no image", "both")
                            : Fault.of(FaultCode.FILE_MISSING, "no such file", "the image that is listed"))
                    .of(caseId())
                    .in(imagePath()));
        } else if (!hasWhole) {
            for (int c : absent) {
                faults.add(Fault.of(
                                FaultCode.CHANNEL_MISSING,
                                "no channel " + c,
                                channelNames.size() + " channels: " + channelNames)
                        .of(caseId())
                        .in(Objects.requireNonNull(pattern.images().get(c))));
            }
        }
        if (pattern.label().isPresent() && !hasLabel) {
            faults.add(missingLabel(hasNoImage).of(caseId()).in(pattern.label().get()));
        }
        return faults;
    }

    private Fault missingLabel(boolean hasNoImage) {
        if (pattern.labelDecides()) {
            return Fault.of(
                            FaultCode.IMAGE_WITHOUT_LABEL,
                            "an image and no segmentation",
                            "both; without it the case is one for test")
                    .as(Severity.WARNING)
                    .mendedBy("add the segmentation, or go on with the case as one for test");
        }
        return hasNoImage
                ? Fault.of(FaultCode.FILE_MISSING, "no such file", "the label that is listed")
                : Fault.of(FaultCode.IMAGE_WITHOUT_LABEL, "an image and no label", "both");
    }

    /** Files that are too many, as faults of this case. */
    List<Fault> surplus() {
        List<Fault> faults = new ArrayList<>();
        boolean hasWhole = file(CasePart.Kind.WHOLE, 0).isPresent();
        files.forEach((path, filed) -> {
            CasePart part = filed.part;
            String used = files.entrySet().stream()
                    .filter(f -> f.getValue().part.equals(part))
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            if (!used.equals(path)) {
                faults.add(Fault.of(FaultCode.FILE_TWICE, path + " beside " + used, "one of the two")
                        .of(caseId())
                        .in(path));
            } else if (part.kind() == CasePart.Kind.CHANNEL && !pattern.images().containsKey(part.channel())) {
                faults.add(Fault.of(
                                FaultCode.CHANNEL_NOT_DECLARED,
                                "channel " + part.channel(),
                                channelNames.size() + " channels: " + channelNames)
                        .of(caseId())
                        .in(path));
            } else if (part.kind() == CasePart.Kind.CHANNEL && hasWhole) {
                faults.add(Fault.of(
                                FaultCode.FILE_NOT_LISTED,
                                "a file of one channel beside one of all channels",
                                "one of the two; " + imagePath() + " is used")
                        .mendedBy("remove the one that you do not want to use")
                        .of(caseId())
                        .in(path));
            }
        });
        return faults;
    }

    private Optional<Filed> label() {
        return file(CasePart.Kind.LABEL, 0);
    }

    /** The picture whose colours are the channels, as nnU-Net has it: the first channel's, and no other is there. */
    private Optional<StoredFile> colours() {
        List<Filed> channels = files.values().stream()
                .filter(f -> f.part.kind() == CasePart.Kind.CHANNEL)
                .toList();
        return channels.size() == 1
                        && channels.get(0).part.channel() == 0
                        && ImageFormat.mayHoldColours(
                                channels.get(0).file.key(), pattern.images().size())
                ? Optional.of(channels.get(0).file)
                : Optional.empty();
    }

    /** The first file of that part. */
    private Optional<Filed> file(CasePart.Kind kind, int channel) {
        for (Filed filed : files.values()) {
            if (filed.part.kind() == kind && filed.part.channel() == channel) {
                return Optional.of(filed);
            }
        }
        return Optional.empty();
    }

    private record Filed(CasePart part, StoredFile file) {}
}
