package io.nephrite.imaging.check;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.ImageReaderName;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.format.HeaderFindings;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageStream;
import io.nephrite.imaging.format.VoxelLayout;
import io.nephrite.imaging.read.ImageFileReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Checks all files of a case: each is read once from front to back and never held, so that memory stays at about a
 * megabyte whatever a header declares. Finds every fault of a case but those that another leaves no meaning. Stateless
 * and thread-safe.
 */
public final class CaseChecker {
    private static final int CHUNK_BYTES = 1 << 16;
    /** Deflate makes at most 1032 bytes of one. */
    private static final long HIGHEST_RATIO = 1040;

    private static final long SMALL_FILE = 1 << 16;

    private final List<String> channelNames;
    private static final Set<ImageFormat> PICTURES = EnumSet.of(ImageFormat.PNG, ImageFormat.BMP, ImageFormat.TIFF);
    /** Between the slices of a single picture, as nnU-Net has it. */
    private static final double PICTURE_SPACING = 999;

    private final LabelMap labels;
    private final Optional<ImageReaderName> reader;

    public CaseChecker(List<String> channelNames, LabelMap labels) {
        this(channelNames, labels, Optional.empty());
    }

    /**
     * Makes a checker for the cases of one dataset.
     *
     * @param reader that the dataset names, where the ending leaves a choice
     */
    public CaseChecker(List<String> channelNames, LabelMap labels, Optional<ImageReaderName> reader) {
        this.channelNames = List.copyOf(channelNames);
        this.labels = labels;
        this.reader = reader;
    }

    public static CaseChecker of(Description description) {
        return new CaseChecker(description.channelNames(), description.labels(), description.reader());
    }

    /**
     * Checks all files of a case.
     *
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
     * Whether a prediction can be compared with its reference: both hold declared values alone and lie on one grid.
     * That there is no foreground is no fault here.
     *
     * @param reference its key stands in the faults, as that of the prediction does
     * @param voxels false looks at the headers alone
     * @throws UncheckedIOException where a stream fails
     */
    public List<Fault> checkPrediction(
            String caseId, StoredFile reference, StoredFile prediction, FileSource source, boolean voxels) {
        List<FileCheck> both = Stream.of(reference, prediction)
                .map(f -> scan("", f, List.of(), source, List.of("label"), true, voxels))
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
            images.add(scan(dataset, files.images().get(c), files.companions(), source, names, false, voxels));
        }
        return images;
    }

    private Optional<FileCheck> label(String dataset, CaseFiles files, FileSource source, boolean voxels) {
        return files.label().map(f -> scan(dataset, f, files.companions(), source, List.of("label"), true, voxels));
    }

    private static List<Fault> faults(CaseFiles files, List<FileCheck> images, Optional<FileCheck> label) {
        List<FileCheck> all = new ArrayList<>(images);
        label.ifPresent(all::add);
        List<Fault> faults = new ArrayList<>();
        // a case without any channel that shows something is no case
        boolean nothing = images.stream().noneMatch(FileCheck::showsSomething);
        all.forEach(f -> faults.addAll(nothing ? f.withoutLeniency() : f.faults()));
        faults.addAll(GeometryComparison.of(all));
        return faults.stream().map(f -> f.of(files.caseId())).toList();
    }

    private FileCheck scan(
            String dataset,
            StoredFile file,
            List<StoredFile> files,
            FileSource source,
            List<String> channels,
            boolean label,
            boolean withVoxels) {
        String name = dataset.isEmpty() ? file.key() : file.key().substring(dataset.length() + 1);
        Optional<HeaderFindings> header = Optional.empty();
        Optional<ImageFacts> facts = Optional.empty();
        List<Fault> faults = new ArrayList<>();
        CaseFile image = new CaseFile(name, file, files, source);
        try (ImageStream stream = withVoxels ? ImageFileReader.open(image) : ImageFileReader.openHeader(image)) {
            header = Optional.of(stream.findings());
            faults.addAll(header.get().faults());
            reader(name, header.get(), faults);
            long stored =
                    file.size() + files.stream().mapToLong(StoredFile::size).sum();
            if (!canBeRead(header.get(), name, stored, channels, label, faults)) {
                return new FileCheck(name, header, facts, faults);
            }
            if (!withVoxels) {
                // finds the file with the voxels where that is another one
                stream.begin();
            } else {
                facts = label
                        ? labels(stream, header.get(), name, faults)
                        : image(stream, header.get(), name, channels, channelNames.size() > 1, faults);
            }
        } catch (ImageFileException e) {
            faults.add(e.fault());
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
        return new FileCheck(name, header, facts, faults);
    }

    private static boolean canBeRead(
            HeaderFindings header, String name, long stored, List<String> channels, boolean label, List<Fault> faults) {
        if (header.voxels().isEmpty()) {
            return false;
        }
        VoxelLayout voxels = header.voxels().get();
        if (voxels.channels() != channels.size()) {
            Fault fault = Fault.of(
                    FaultCode.CHANNEL_COUNT_DIFFERS,
                    voxels.channels() + (PICTURES.contains(format(name)) ? " channels" : " volumes") + " in the file",
                    label ? "one volume of labels" : channels.size() + ": " + channels);
            faults.add(
                    label && PICTURES.contains(format(name))
                            ? fault.mendedBy("store the labels as grey values 0, 1, 2, …, not as colours or a palette")
                            : fault);
            return false;
        }
        if (!PICTURES.contains(format(name)) && voxels.dataBytes() > stored * HIGHEST_RATIO + SMALL_FILE) {
            faults.add(Fault.of(
                    FaultCode.FILE_TRUNCATED,
                    "a file of " + stored + " bytes",
                    voxels.dataBytes() + " bytes of voxels as the header says"));
            return false;
        }
        return true;
    }

    private static ImageFormat format(String name) {
        return ImageFormat.of(name).orElse(ImageFormat.NIFTI);
    }

    /** Whether a TIFF file is of the kind that the reader takes, or that nnU-Net's choice is plain. */
    private void reader(String name, HeaderFindings header, List<Fault> faults) {
        if (format(name) != ImageFormat.TIFF || header.spacing().isEmpty()) {
            return;
        }
        Shape3 shape = header.shape().orElseThrow();
        boolean picture = header.spacing().get().z() == PICTURE_SPACING && shape.z() == 1;
        String seen = picture ? "one picture" : "a stack of " + shape.z() + " pictures";
        if (reader.isEmpty() && !picture && (shape.z() == 3 || shape.z() == 4)) {
            faults.add(Fault.of(
                            FaultCode.PICTURE_FOR_STACK,
                            seen + ", which nnU-Net takes for the colours of one picture",
                            "a reader that is named")
                    .mendedBy("set \"overwrite_image_reader_writer\": \"Tiff3DIO\" in dataset.json"));
        }
        reader.filter(r -> picture == (r == ImageReaderName.TIFF_3D))
                .ifPresent(r -> faults.add(Fault.of(
                                FaultCode.PICTURE_FOR_STACK,
                                seen + " for " + r.text(),
                                picture ? "stacks" : "single pictures")
                        .mendedBy(
                                picture
                                        ? "write a stack, or name the files .tif for single pictures"
                                        : "name Tiff3DIO in dataset.json, or split the stack")));
    }

    private static Optional<ImageFacts> image(
            ImageStream stream,
            HeaderFindings header,
            String name,
            List<String> channels,
            boolean several,
            List<Fault> faults)
            throws IOException {
        VoxelLayout voxels = header.voxels().orElseThrow();
        IntensityScan scan = new IntensityScan(voxels, channels, several);
        String hash = pass(stream, voxels, scan, faults);
        return facts(header, name, hash, scan.lowestIntensity(), scan.highestIntensity(), Map.of());
    }

    private Optional<ImageFacts> labels(ImageStream stream, HeaderFindings header, String name, List<Fault> faults)
            throws IOException {
        VoxelLayout voxels = header.voxels().orElseThrow();
        LabelScan scan = new LabelScan(voxels, new TreeSet<>(labels.declaredValues()));
        String hash = pass(stream, voxels, scan, faults);
        return facts(header, name, hash, Optional.empty(), Optional.empty(), scan.found());
    }

    /** Reads to the end; what the voxels show is reported also where the end is wrong, as far as they were read. */
    private static String pass(ImageStream stream, VoxelLayout voxels, VoxelScan scan, List<Fault> faults)
            throws IOException {
        int width = voxels.type().bytes();
        byte[] bytes = new byte[CHUNK_BYTES];
        ContentDigest digest = new ContentDigest();
        stream.begin();
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
