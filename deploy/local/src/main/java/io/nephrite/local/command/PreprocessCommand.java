package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.dataset.layout.CaseEntry;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.export.PreprocessedFolder;
import io.nephrite.imaging.nifti.NiftiException;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiReader;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.MemoryEstimate;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.machine.Machine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "preprocess",
        description = "Preprocesses the cases of a folder by given plans, in this process, without broker and store.")
final class PreprocessCommand implements Callable<Integer> {
    @Option(names = "--plans", paramLabel = "FILE", required = true, description = "nnUNetPlans.json.")
    Path plans;

    @Option(names = "--dataset", paramLabel = "DIR", required = true, description = "Folder with dataset.json.")
    Path dataset;

    @Option(names = "--configuration", paramLabel = "NAME", required = true, description = "Such as 3d_fullres.")
    String configuration;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the cases.")
    Path out;

    @Mixin
    FormatOption export;

    @Option(
            names = "--experiment",
            paramLabel = "FILE",
            description = "experiment.json, for its rawResampling (default: the dataset's own, where it has one).")
    Path experiment;

    @Option(names = "--threads", paramLabel = "N", description = "Default: all cores.")
    Integer threads;

    @Parameters(paramLabel = "CASE", arity = "0..*", description = "Only these (default: all training cases).")
    List<String> cases = List.of();

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        DatasetFolder folder = DatasetFolder.open(dataset);
        Description description = description(folder);
        Plans parsed = plans();
        PreprocessingParameters parameters = PreprocessingParameters.of(
                parsed,
                parsed.configuration(configuration),
                description.labels().classes(),
                rawResampling(folder));
        PreprocessedFolder target = new PreprocessedFolder(out, export.format);
        for (CaseFiles files : selected(folder, description)) {
            long begin = System.nanoTime();
            write(folder, files, parameters, target);
            terminal.line(String.format("%s  %.1f s", files.caseId(), (System.nanoTime() - begin) / 1e9));
        }
        return ExitCode.OK;
    }

    private void write(
            DatasetFolder folder, CaseFiles files, PreprocessingParameters parameters, PreprocessedFolder target)
            throws IOException {
        int used = threads == null ? Machine.cores() : threads;
        try {
            NiftiHeader header = read(folder, files.images().get(0), NiftiReader::readHeader);
            int channels = files.images().size() == 1
                    ? header.channels()
                    : files.images().size();
            MemoryEstimate.ofPreprocessing(files.caseId(), channels, header.shape(), header.spacing(), parameters, used)
                    .requireAtMost(Runtime.getRuntime().maxMemory());
            List<ImageVolume> images = new ArrayList<>();
            for (StoredFile file : files.images()) {
                images.add(read(folder, file, NiftiReader::readImage).volume());
            }
            Optional<LabelVolume> label = files.label().isEmpty()
                    ? Optional.empty()
                    : Optional.of(read(folder, files.label().get(), NiftiReader::readLabel));
            target.write(new CasePreprocessor(parameters, used)
                    .preprocess(files.caseId(), ImageVolume.joined(images), label));
        } catch (NiftiException | IllegalArgumentException e) {
            throw new BadInput(files.caseId() + ": " + e.getMessage(), e);
        }
    }

    private List<CaseFiles> selected(DatasetFolder folder, Description description) throws IOException {
        CaseBook book = new CaseBook(description);
        for (Map.Entry<String, Path> file : folder.files().entrySet()) {
            book.put(file.getKey(), new StoredFile(file.getKey(), Files.size(file.getValue()), "file"));
        }
        Set<String> missing = new HashSet<>(cases);
        List<CaseFiles> selected = new ArrayList<>();
        for (CaseEntry entry : cases.isEmpty() ? book.training() : book.entries()) {
            if (cases.isEmpty() || missing.remove(entry.caseId())) {
                selected.add(entry.files().orElseThrow(() -> new BadInput(entry.caseId() + ": files are missing")));
            }
        }
        if (!missing.isEmpty() || selected.isEmpty()) {
            throw new BadInput(dataset + " has no case " + (missing.isEmpty() ? "at all" : missing));
        }
        return selected;
    }

    private Description description(DatasetFolder folder) throws IOException {
        Path file = folder.files().get(DescriptionReader.DATASET_JSON);
        if (file == null) {
            throw new BadInput(dataset + " holds no " + DescriptionReader.DATASET_JSON);
        }
        Description description = DescriptionReader.dataset(Files.readAllBytes(file));
        if (!description.isUsable()) {
            throw new BadInput(file + ": " + description.faults());
        }
        return description;
    }

    private Optional<RawResampling> rawResampling(DatasetFolder folder) throws IOException {
        Path file = experiment != null ? experiment : folder.files().get(Experiment.FILE);
        return file == null
                ? Optional.empty()
                : Experiment.parse(OfflineInput.bytes(file, "an experiment.json"))
                        .rawResampling();
    }

    private Plans plans() throws IOException {
        if (!Files.isRegularFile(plans)) {
            throw new BadInput(plans + " does not exist; expected plans as nnU-Net writes them");
        }
        Plans parsed = Plans.parse(Files.readAllBytes(plans));
        if (!parsed.has(configuration)) {
            throw new BadInput(plans + " has no configuration " + configuration + "; expected one of "
                    + parsed.configurationNames());
        }
        return parsed;
    }

    private static <T> T read(DatasetFolder folder, StoredFile file, Reader<T> reader) throws IOException {
        try (InputStream in =
                new BufferedInputStream(Files.newInputStream(folder.files().get(file.key())), 1 << 16)) {
            return reader.read(in, file.key());
        }
    }

    private interface Reader<T> {
        T read(InputStream in, String name);
    }
}
