package io.nephrite.imaging.check;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.nifti.NiftiException;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Checks all files of a case: each is read once from front to back and never held, so that memory stays at about a megabyte
 * whatever a header declares. Finds every fault of a case that does not hide behind another. Stateless and thread-safe.
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
     * @param dataset first part of the files' keys
     * @throws UncheckedIOException where a stream fails; faults of the files are in the result
     */
    public CaseCheck check(String dataset, CaseFiles files, FileSource source) {
        List<Fault> faults = new ArrayList<>();
        List<ImageFacts> images = new ArrayList<>();
        boolean single = files.images().size() == 1;
        for (int c = 0; c < files.images().size(); c++) {
            List<String> names = single ? channelNames : List.of(channelNames.get(c));
            StoredFile file = files.images().get(c);
            scan(relative(dataset, file), file, source, names, false, faults).ifPresent(images::add);
        }
        Optional<ImageFacts> label =
                files.label().flatMap(f -> scan(relative(dataset, f), f, source, List.of("label"), true, faults));
        if (!images.isEmpty()) {
            ImageFacts reference = images.get(0);
            List<ImageFacts> others = new ArrayList<>(images.subList(1, images.size()));
            label.ifPresent(others::add);
            for (ImageFacts other : others) {
                GeometryComparison.of(reference, other).forEach(f -> faults.add(f.in(other.file())));
            }
        }
        return new CaseCheck(
                files.caseId(),
                files.contentId(),
                images,
                label,
                faults.stream().map(f -> f.of(files.caseId())).toList());
    }

    private Optional<ImageFacts> scan(
            String name, StoredFile file, FileSource source, List<String> channels, boolean label, List<Fault> faults) {
        List<Fault> found = new ArrayList<>();
        try (NiftiStream stream = new NiftiStream(source.open(file))) {
            if (name.endsWith(".gz") && !stream.compressed()) {
                found.add(Fault.of(FaultCode.NOT_GZIP, "no gzip signature", "the bytes 1f 8b first"));
            }
            List<Fault> ofHeader = NiftiHeader.faults(stream.headerBytes());
            found.addAll(ofHeader);
            NiftiHeader header = NiftiHeader.parse(stream.headerBytes());
            if (header.channels() != channels.size()) {
                found.add(Fault.of(
                        FaultCode.CHANNEL_COUNT_DIFFERS,
                        header.channels() + " volumes in the file",
                        label ? "one volume of labels" : channels.size() + ": " + channels));
                return Optional.empty();
            }
            if (header.dataBytes() > file.size() * HIGHEST_RATIO + SMALL_FILE) {
                throw new NiftiException(Fault.of(
                        FaultCode.FILE_TRUNCATED,
                        "a file of " + file.size() + " bytes",
                        header.dataBytes() + " bytes of voxels as the header says"));
            }
            return Optional.of(
                    label ? labels(stream, header, name, found) : image(stream, header, name, channels, found));
        } catch (NiftiException e) {
            if (!found.contains(e.fault())) {
                found.add(e.fault());
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        } finally {
            found.forEach(f -> faults.add(f.in(name)));
        }
    }

    private ImageFacts image(
            NiftiStream stream, NiftiHeader header, String name, List<String> channels, List<Fault> found)
            throws IOException {
        IntensityScan scan = new IntensityScan(header, channels);
        String hash = pass(stream, header, scan, found);
        return facts(header, name, hash, scan.lowestIntensity(), scan.highestIntensity(), Map.of());
    }

    private ImageFacts labels(NiftiStream stream, NiftiHeader header, String name, List<Fault> found)
            throws IOException {
        LabelScan scan = new LabelScan(header, new TreeSet<>(labels.declaredValues()));
        String hash = pass(stream, header, scan, found);
        return facts(header, name, hash, Optional.empty(), Optional.empty(), scan.found());
    }

    /** Reads to the end; what the voxels show is reported also where the end is wrong, as far as they were read. */
    private static String pass(NiftiStream stream, NiftiHeader header, VoxelScan scan, List<Fault> found)
            throws IOException {
        int width = header.type().bytes();
        byte[] bytes = new byte[CHUNK_BYTES];
        ContentDigest digest = new ContentDigest();
        stream.begin(header);
        for (int n = stream.read(bytes, 0, bytes.length); n > 0; n = stream.read(bytes, 0, bytes.length)) {
            digest.update(bytes, n);
            scan.accept(bytes, n / width);
        }
        found.addAll(scan.faults());
        stream.end();
        return digest.hex();
    }

    private static ImageFacts facts(
            NiftiHeader header,
            String name,
            String hash,
            Optional<Double> lowest,
            Optional<Double> highest,
            Map<Integer, Long> counts) {
        return new ImageFacts(
                name,
                header.shape(),
                header.channels(),
                header.spacing(),
                header.affine(),
                header.affine().orientation(),
                header.type().name(),
                hash,
                lowest,
                highest,
                counts);
    }

    private static String relative(String dataset, StoredFile file) {
        return file.key().substring(dataset.length() + 1);
    }
}
