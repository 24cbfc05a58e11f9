package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.dataset.layout.CaseEntry;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.imaging.check.CaseChecker;
import io.nephrite.imaging.export.PreprocessedFolder;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.MemoryEstimate;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
            description =
                    "experiment.json, for rawResampling, exclude and geometryFaults (default: the dataset's own, where"
                            + " it has one).")
    Path experiment;

    @Option(names = "--threads", paramLabel = "N", description = "Default: all cores.")
    Integer threads;

    @Mixin
    StrictOption strictness = new StrictOption();

    @Parameters(paramLabel = "CASE", arity = "0..*", description = "Only these (default: all training cases).")
    List<String> cases = List.of();

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        int used = threads == null ? Machine.cores() : threads;
        DatasetFolder folder = DatasetFolder.open(dataset);
        Description description = description(folder);
        Experiment settings = experiment(folder);
        Plans parsed = plans();
        PreprocessingParameters parameters = PreprocessingParameters.of(
                parsed,
                parsed.configuration(configuration),
                description.labels().classes(),
                settings.rawResampling());

        FolderObjectStore store = new FolderObjectStore(folder.root());
        LeftOut leftOut = new LeftOut(terminal, strictness.strict);
        CaseBook book = book(folder, store, description, settings);
        List<CaseFiles> selected = selected(book, leftOut);
        CheckedCases checked = new CheckedCases(store, CaseChecker.of(description), settings, leftOut);
        List<CaseFiles> sound = checked.withSoundHeaders(
                selected,
                (caseId, header) -> MemoryEstimate.ofPreprocessing(
                        caseId, header.channels(), header.shape(), header.spacing(), parameters, used));
        PreprocessedFolder target = new PreprocessedFolder(
                out,
                export.format,
                book.entries().stream().map(CaseEntry::caseId).toList());
        CasePreprocessor preprocessor = new CasePreprocessor(parameters, used);
        int done = 0;
        for (CaseFiles files : sound) {
            long begin = System.nanoTime();
            CaseReader reader = checked.reader();
            boolean written = checked.work(
                    files, c -> target.write(preprocessor.preprocess(c.caseId(), reader.image(c), reader.label(c))));
            if (written) {
                done++;
                terminal.line(
                        String.format(Locale.ROOT, "%s  %.1f s", files.caseId(), (System.nanoTime() - begin) / 1e9));
            }
        }
        return leftOut.conclude(done, "preprocessed");
    }

    private CaseBook book(DatasetFolder folder, FolderObjectStore store, Description description, Experiment settings) {
        CaseBook book = new CaseBook(description, Set.copyOf(settings.exclude()));
        for (String path : folder.files().keySet()) {
            ObjectInfo info = store.stat(path).orElseThrow(() -> new BadInput(path + " has just gone"));
            book.put(path, new StoredFile(path, info.size(), info.etag()));
        }
        return book;
    }

    /** The requested cases whose files are complete. For each of the others a message says what is wrong. */
    private List<CaseFiles> selected(CaseBook book, LeftOut leftOut) {
        Set<String> missing = new TreeSet<>(cases);
        List<CaseEntry> entries = (cases.isEmpty() ? book.training() : book.entries())
                .stream()
                        .filter(e -> cases.isEmpty() || missing.remove(e.caseId()))
                        .toList();
        if (!missing.isEmpty()) {
            throw new BadInput(dataset + " has no case " + String.join(", ", missing));
        }
        Set<String> names = entries.stream().map(CaseEntry::caseId).collect(Collectors.toSet());
        leftOut.tell(book.faults().stream()
                .filter(f -> f.caseId().map(names::contains).orElse(cases.isEmpty()))
                .toList());
        return entries.stream()
                .filter(e -> !leftOut.contains(e.caseId()))
                .flatMap(e -> e.files().stream())
                .toList();
    }

    private Description description(DatasetFolder folder) throws IOException {
        Path file = folder.files().get(DescriptionReader.DATASET_JSON);
        if (file == null) {
            throw new BadInput(dataset + " holds no " + DescriptionReader.DATASET_JSON);
        }
        return OfflineInput.description(file);
    }

    private Experiment experiment(DatasetFolder folder) throws IOException {
        Path file = experiment != null ? experiment : folder.files().get(Experiment.FILE);
        return file == null ? Experiment.defaults() : Experiment.parse(OfflineInput.bytes(file, "an experiment.json"));
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
}
