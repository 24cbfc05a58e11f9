package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.layout.ImageFolder;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.imaging.check.CaseChecker;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.network.TorchDevice;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.machine.Machine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "predict",
        description =
                "Segments the images of a folder with a trained fold of a results folder; needs no running system.")
final class PredictCommand implements Callable<Integer> {
    private static final String USUAL_ENDING = ".nii.gz";

    /** Of the dataset's files, and so of label maps of images in their format, as nnU-Net has it. */
    private String ending = USUAL_ENDING;

    @Parameters(
            paramLabel = "IMAGES",
            description =
                    "Folder with <case>_0000.nii.gz …, a file for each channel, or <case>.nii.gz with all of them.")
    Path images;

    @Option(names = "--results", paramLabel = "DIR", required = true, description = "As `run` leaves it.")
    Path results;

    @Option(
            names = "--configuration",
            paramLabel = "NAME",
            defaultValue = "3d_fullres",
            description = "Default: 3d_fullres.")
    String configuration;

    @Option(names = "--fold", paramLabel = "FOLD", defaultValue = "0", description = "Default: 0.")
    String fold;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description =
                    "Folder for the label maps, <case>.nii.gz or in the format of the image; files of these names are replaced.")
    Path out;

    @Option(names = "--no-mirroring", description = "Predict once, not the mean of all mirrored copies.")
    boolean noMirroring;

    @Option(names = "--threads", paramLabel = "N", description = "Default: all cores.")
    Integer threads;

    @Mixin
    StrictOption strictness = new StrictOption();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminals.standard();
        int used = threads == null ? Machine.cores() : threads;
        Description description = OfflineInput.description(results.resolve("dataset.json"));
        Experiment experiment =
                Experiment.parse(OfflineInput.bytes(results.resolve("experiment.json"), "a results folder of `run`"));
        Plans plans = plans();
        ConfigurationPlan plan = plans.configuration(configuration);
        PreprocessingParameters parameters =
                PreprocessingParameters.of(plans, plan, description.labels().classes(), experiment.rawResampling());
        ending = description.fileEnding().isEmpty()
                ? USUAL_ENDING
                : description.fileEnding().toLowerCase(Locale.ROOT);
        CasePredictor predictor = new CasePredictor(plan, parameters, description.labels(), used);
        requireFold();
        requireOtherFolder();

        FolderObjectStore store = new FolderObjectStore(images);
        LeftOut leftOut = new LeftOut(terminal, strictness.strict);
        CheckedCases cases = new CheckedCases(store, CaseChecker.of(description), experiment, leftOut);
        List<CaseFiles> sound = cases.withSoundHeaders(
                cases(store, description, terminal, leftOut),
                (caseId, header) -> predictor.memory(caseId, header.channels(), header.shape(), header.spacing()));
        int done = sound.isEmpty() ? 0 : predict(sound, cases, predictor, settings(experiment), used, terminal);
        leftOut.reasons().keySet().stream()
                .filter(caseId -> FileNames.isSafeCaseId(caseId) && Files.exists(target(caseId, ending)))
                .forEach(caseId -> terminal.line(target(caseId, ending) + " is of an earlier prediction"));
        return leftOut.conclude(done, "predicted");
    }

    /** Which cases the folder holds, by names alone. */
    private List<CaseFiles> cases(FolderObjectStore store, Description description, Terminal terminal, LeftOut leftOut)
            throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (StoredFile file :
                OfflineInput.files(images, path -> path.getFileName().toString())) {
            ObjectInfo info = store.stat(file.key()).orElseThrow(() -> new BadInput(file.key() + " has just gone"));
            files.add(new StoredFile(info.key(), info.size(), info.etag()));
        }
        ImageFolder folder = ImageFolder.of(files, description.channelNames());
        if (!folder.leftAlone().isEmpty()) {
            terminal.line("no images, left alone: " + OfflineInput.shortened(folder.leftAlone()));
        }
        leftOut.tell(folder.faults());
        if (folder.cases().isEmpty() && folder.faults().isEmpty()) {
            throw new BadInput(images + " holds no image; expected " + ImageFormat.listed() + " files");
        }
        return folder.cases();
    }

    private int predict(
            List<CaseFiles> sound,
            CheckedCases cases,
            CasePredictor predictor,
            PredictionSettings settings,
            int used,
            Terminal terminal)
            throws IOException {
        Files.createDirectories(out);
        int done = 0;
        try (SlidingWindowPredictor network = SlidingWindowPredictor.open(
                new CheckpointStore(new FolderObjectStore(results), folder().prefix()).read(CheckpointStore.Kind.FINAL),
                settings,
                TorchDevice.best(),
                used)) {
            for (CaseFiles files : sound) {
                long begin = System.nanoTime();
                boolean predicted = cases.work(files, c -> write(c, cases.reader(), predictor, network));
                if (predicted) {
                    done++;
                    terminal.line(String.format(
                            Locale.ROOT, "%s  %.1f s", files.caseId(), (System.nanoTime() - begin) / 1e9));
                }
            }
        }
        return done;
    }

    private void write(CaseFiles files, CaseReader reader, CasePredictor predictor, SlidingWindowPredictor network)
            throws IOException {
        LabelVolume labels = predictor.predict(network, files.caseId(), reader.image(files));
        String written = endingFor(files.images().get(0).key());
        Path target = target(files.caseId(), written);
        ImageHeader original = reader.header(files).first();
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(partial))) {
            LabelFileWriter.write(stream, labels, original, written);
        }
        Optional<byte[]> spacing = LabelFileWriter.spacingBeside(original, written);
        if (spacing.isPresent()) {
            Files.write(target(files.caseId(), ".json"), spacing.get());
        }
        Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private String endingFor(String image) {
        String own = ImageFormat.ending(image).orElse(USUAL_ENDING).toLowerCase(Locale.ROOT);
        return ImageFormat.of(own).equals(ImageFormat.of(ending)) ? ending : own;
    }

    private Path target(String caseId, String suffix) {
        return out.resolve(caseId + suffix);
    }

    private PredictionSettings settings(Experiment experiment) {
        return new PredictionSettings(
                experiment.prediction().mirroring() && !noMirroring,
                experiment.prediction().stepFraction());
    }

    private FoldFolder folder() {
        return FoldFolder.inResults(configuration, fold);
    }

    private void requireFold() {
        Path checkpoint = results.resolve(folder().finalCheckpoint().document());
        if (!Files.isRegularFile(checkpoint)) {
            throw new BadInput(
                    checkpoint.getParent() + " holds no " + checkpoint.getFileName() + "; expected a trained fold");
        }
    }

    /** Label maps among the images would be taken for images the next time, or replace one now. */
    private void requireOtherFolder() throws IOException {
        if (Files.exists(out) && Files.exists(images) && Files.isSameFile(out, images)) {
            throw new BadInput("--out is the folder of the images, " + images + "; expected another one, since <case>"
                    + ending + " may be an image there");
        }
    }

    private Plans plans() throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.list(results)) {
            found = files.filter(f -> f.getFileName().toString().matches("nnUNet.*Plans.*\\.json"))
                    .sorted()
                    .toList();
        }
        if (found.size() != 1) {
            throw new BadInput(
                    results + " holds " + found.size() + " plans documents; expected one, nnUNet…Plans.json");
        }
        Plans plans = Plans.parse(Files.readAllBytes(found.get(0)));
        if (!plans.has(configuration)) {
            throw new BadInput(found.get(0) + " has no configuration " + configuration + "; expected one of "
                    + plans.configurationNames());
        }
        return plans;
    }
}
