package io.nephrite.imaging.check;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Affine;
import io.nephrite.imaging.nifti.HeaderFindings;
import io.nephrite.imaging.nifti.NiftiException;
import io.nephrite.imaging.nifti.NiftiStream;
import io.nephrite.imaging.nifti.VoxelLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Checks all files of a case: each is read once from front to back and never held, so that memory stays at about a megabyte
 * whatever a header declares. Finds every fault of a case but those that another leaves no meaning. Stateless and thread-safe.
 */
public final class CaseChecker {
    private static final int CHUNK_BYTES = 1 << 16;
    /** Deflate makes at most 1032 bytes of one. */
    private static final long HIGHEST_RATIO = 1040;

    private static final long SMALL_FILE = 1 << 16;

    private final List<String> channelNames;
    private final LabelMap labels;

    public CaseChecker(List<String> channelNames, LabelMap labels) {
        this.channelNames = List.copyOf(channelNames);
        this.labels = labels;
    }

    /**
     * @param dataset first part of the files' keys; empty where keys are paths inside the dataset's folder
     * @throws UncheckedIOException where a stream fails; faults of the files are in the result
     */
    public CaseCheck check(String dataset, CaseFiles files, FileSource source) {
        List<FileCheck> images = images(dataset, files, source, true);
        Optional<FileCheck> label = label(dataset, files, source, true);
        return new CaseCheck(
                files.caseId(),
                files.contentId(),
                images.stream().flatMap(f -> f.facts().stream()).toList(),
                label.flatMap(FileCheck::facts),
                faults(files, images, label));
    }

    /**
     * What the headers alone tell: reads no further, so that all cases can be looked at before the first is worked on.
     * {@link #check} finds these faults again, and those of the voxels.
     *
     * @param dataset as in {@link #check}
     * @throws UncheckedIOException where a stream fails
     */
    public List<Fault> checkHeaders(String dataset, CaseFiles files, FileSource source) {
        return faults(files, images(dataset, files, source, false), label(dataset, files, source, false));
    }

    /**
     * Whether a prediction can be compared with its reference: both hold declared values alone and lie on one grid. That
     * there is no foreground is no fault here.
     *
     * @param reference its key stands in the faults, as that of the prediction does
     * @param voxels false looks at the headers alone
     * @throws UncheckedIOException where a stream fails
     */
    public List<Fault> checkPrediction(
            String caseId, StoredFile reference, StoredFile prediction, FileSource source, boolean voxels) {
        List<FileCheck> both = Stream.of(reference, prediction)
                .map(f -> scan("", f, source, List.of("label"), true, voxels))
                .toList();
        List<Fault> faults = new ArrayList<>();
        both.forEach(f -> f.faults().stream()
                .filter(fault -> fault.code() != FaultCode.NO_FOREGROUND)
                .forEach(faults::add));
        GeometryComparison.of(both).stream()
                .map(f -> f.mendedBy("predict again on the reference's grid, or resample the prediction onto it"))
                .forEach(faults::add);
        return faults.stream().map(f -> f.of(caseId)).toList();
    }

    private List<FileCheck> images(String dataset, CaseFiles files, FileSource source, boolean voxels) {
        List<FileCheck> images = new ArrayList<>();
        boolean single = files.images().size() == 1;
        for (int c = 0; c < files.images().size(); c++) {
            List<String> names = single ? channelNames : List.of(channelNames.get(c));
            images.add(scan(dataset, files.images().get(c), source, names, false, voxels));
        }
        return images;
    }

    private Optional<FileCheck> label(String dataset, CaseFiles files, FileSource source, boolean voxels) {
        return files.label().map(f -> scan(dataset, f, source, List.of("label"), true, voxels));
    }

    private static List<Fault> faults(CaseFiles files, List<FileCheck> images, Optional<FileCheck> label) {
        List<FileCheck> all = new ArrayList<>(images);
        label.ifPresent(all::add);
        List<Fault> faults = new ArrayList<>();
        all.forEach(f -> faults.addAll(f.faults()));
        faults.addAll(GeometryComparison.of(all));
        return faults.stream().map(f -> f.of(files.caseId())).toList();
    }

    private FileCheck scan(
            String dataset,
            StoredFile file,
            FileSource source,
            List<String> channels,
            boolean label,
            boolean withVoxels) {
        String name = dataset.isEmpty() ? file.key() : file.key().substring(dataset.length() + 1);
        Optional<HeaderFindings> header = Optional.empty();
        Optional<ImageFacts> facts = Optional.empty();
        List<Fault> faults = new ArrayList<>();
        try (NiftiStream stream = new NiftiStream(source.open(file))) {
            if (name.endsWith(".gz") && !stream.compressed()) {
                faults.add(Fault.of(FaultCode.NOT_GZIP, "no gzip signature", "the bytes 1f 8b first"));
            }
            header = Optional.of(HeaderFindings.of(stream.headerBytes()));
            faults.addAll(header.get().faults());
            if (canBeRead(header.get(), file, channels, label, faults) && withVoxels) {
                facts = label
                        ? labels(stream, header.get(), name, faults)
                        : image(stream, header.get(), name, channels, faults);
            }
        } catch (NiftiException e) {
            faults.add(e.fault());
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
        return new FileCheck(name, header, facts, faults);
    }

    private static boolean canBeRead(
            HeaderFindings header, StoredFile file, List<String> channels, boolean label, List<Fault> faults) {
        if (header.voxels().isEmpty()) {
            return false;
        }
        VoxelLayout voxels = header.voxels().get();
        if (voxels.channels() != channels.size()) {
            faults.add(Fault.of(
                    FaultCode.CHANNEL_COUNT_DIFFERS,
                    voxels.channels() + " volumes in the file",
                    label ? "one volume of labels" : channels.size() + ": " + channels));
            return false;
        }
        if (voxels.dataBytes() > file.size() * HIGHEST_RATIO + SMALL_FILE) {
            faults.add(Fault.of(
                    FaultCode.FILE_TRUNCATED,
                    "a file of " + file.size() + " bytes",
                    voxels.dataBytes() + " bytes of voxels as the header says"));
            return false;
        }
        return true;
    }

    private static Optional<ImageFacts> image(
            NiftiStream stream, HeaderFindings header, String name, List<String> channels, List<Fault> faults)
            throws IOException {
        VoxelLayout voxels = header.voxels().orElseThrow();
        IntensityScan scan = new IntensityScan(voxels, channels);
        String hash = pass(stream, voxels, scan, faults);
        return facts(header, name, hash, scan.lowestIntensity(), scan.highestIntensity(), Map.of());
    }

    private Optional<ImageFacts> labels(NiftiStream stream, HeaderFindings header, String name, List<Fault> faults)
            throws IOException {
        VoxelLayout voxels = header.voxels().orElseThrow();
        LabelScan scan = new LabelScan(voxels, new TreeSet<>(labels.declaredValues()));
        String hash = pass(stream, voxels, scan, faults);
        return facts(header, name, hash, Optional.empty(), Optional.empty(), scan.found());
    }

    /** Reads to the end; what the voxels show is reported also where the end is wrong, as far as they were read. */
    private static String pass(NiftiStream stream, VoxelLayout voxels, VoxelScan scan, List<Fault> faults)
            throws IOException {
        int width = voxels.type().bytes();
        byte[] bytes = new byte[CHUNK_BYTES];
        ContentDigest digest = new ContentDigest();
        stream.begin(voxels);
        for (int n = stream.read(bytes, 0, bytes.length); n > 0; n = stream.read(bytes, 0, bytes.length)) {
            digest.update(bytes, n);
            scan.accept(bytes, n / width);
        }
        faults.addAll(scan.faults());
        stream.end();
        return digest.hex();
    }

    private static Optional<ImageFacts> facts(
            HeaderFindings header,
            String name,
            String hash,
            Optional<Double> lowest,
            Optional<Double> highest,
            Map<Integer, Long> counts) {
        if (header.spacing().isEmpty() || header.affine().isEmpty()) {
            return Optional.empty();
        }
        VoxelLayout voxels = header.voxels().orElseThrow();
        Affine affine = header.affine().get();
        return Optional.of(new ImageFacts(
                name,
                voxels.shape(),
                voxels.channels(),
                header.spacing().get(),
                affine,
                affine.orientation(),
                voxels.type().name(),
                hash,
                lowest,
                highest,
                counts));
    }
}
