package io.nephrite.local.command;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.imaging.nifti.NiftiException;
import io.nephrite.imaging.nifti.NiftiImage;
import io.nephrite.imaging.nifti.NiftiReader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.restore.PredictionRestorer;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.network.TorchDevice;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.machine.Machine;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "predict",
        description =
                "Segments the images of a folder with a trained fold of a results folder; needs no running system.")
final class PredictCommand implements Callable<Integer> {
    private static final Pattern CHANNEL = Pattern.compile("_\\d{4}$");

    @Parameters(paramLabel = "IMAGES", description = "Folder with <case>_0000.nii.gz … or <case>.nii.gz.")
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

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the label maps.")
    Path out;

    @Option(names = "--no-mirroring", description = "Predict once, not the mean of all mirrored copies.")
    boolean noMirroring;

    @Option(names = "--threads", paramLabel = "N", description = "Default: all cores.")
    Integer threads;

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
        PredictionSettings settings = new PredictionSettings(
                experiment.prediction().mirroring() && !noMirroring,
                experiment.prediction().stepFraction());
        CasePreprocessor preprocessor = new CasePreprocessor(parameters, used);
        PredictionRestorer restorer = new PredictionRestorer(parameters, plan.probabilitiesResampling(), used);
        Map<String, List<Path>> cases = cases(description.channelNames().size());
        Files.createDirectories(out);
        try (SlidingWindowPredictor predictor = open(settings, used)) {
            for (Map.Entry<String, List<Path>> entry : cases.entrySet()) {
                long begin = System.nanoTime();
                predict(entry.getKey(), entry.getValue(), description.labels(), preprocessor, predictor, restorer);
                terminal.line(
                        String.format(Locale.ROOT, "%s  %.1f s", entry.getKey(), (System.nanoTime() - begin) / 1e9));
            }
        }
        return ExitCode.OK;
    }

    private SlidingWindowPredictor open(PredictionSettings settings, int used) {
        FoldFolder folder = FoldFolder.inResults(configuration, fold);
        Path checkpoint = results.resolve(folder.finalCheckpoint().document());
        if (!Files.isRegularFile(checkpoint)) {
            throw new BadInput(
                    checkpoint.getParent() + " holds no " + checkpoint.getFileName() + "; expected a trained fold");
        }
        return SlidingWindowPredictor.open(
                new CheckpointStore(new FolderObjectStore(results), folder.prefix()).read(CheckpointStore.Kind.FINAL),
                settings,
                TorchDevice.best(),
                used);
    }

    private void predict(
            String caseId,
            List<Path> files,
            LabelMap labels,
            CasePreprocessor preprocessor,
            SlidingWindowPredictor predictor,
            PredictionRestorer restorer)
            throws IOException {
        List<ImageVolume> channels = new ArrayList<>();
        Optional<NiftiImage> first = Optional.empty();
        for (Path file : files) {
            NiftiImage image = read(file);
            first = first.or(() -> Optional.of(image));
            channels.add(image.volume());
        }
        PreprocessedCase prepared;
        try {
            prepared = preprocessor.preprocess(caseId, ImageVolume.joined(channels), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new BadInput(caseId + ": " + e.getMessage(), e);
        }
        float[] logits = predictor.predict(prepared.image(), prepared.shape());
        LabelVolume prediction = restorer.restore(logits, labels, prepared.shape(), prepared.properties());
        Path target = out.resolve(caseId + ".nii.gz");
        Path partial = out.resolve(caseId + ".nii.gz.part");
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(partial))) {
            NiftiWriter.writeLabel(stream, prediction, first.orElseThrow().header());
        }
        Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static NiftiImage read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return NiftiReader.readImage(in, file.toString());
        } catch (NiftiException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }

    /** Files by case; names without a channel number are whole cases. */
    private Map<String, List<Path>> cases(int channels) throws IOException {
        Map<String, List<Path>> cases = new TreeMap<>();
        for (Path file : OfflineInput.niftiFiles(images)) {
            String caseId = CHANNEL.matcher(OfflineInput.stem(file)).replaceFirst("");
            cases.computeIfAbsent(caseId, c -> new ArrayList<>()).add(file);
        }
        cases.forEach((caseId, files) -> {
            if (files.size() != channels && files.size() != 1) {
                throw new BadInput(images + ": case " + caseId + " has " + files.size() + " files; expected " + channels
                        + ", one per channel");
            }
        });
        return cases;
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
