package io.nephrite.local.command;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.ModelReader;
import io.nephrite.learning.model.TrainedConfiguration;
import io.nephrite.learning.model.TrainedFold;
import io.nephrite.learning.network.TorchDevice;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.machine.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "predict", description = "Segments the images of a folder with a model; needs no running system.")
final class PredictCommand implements Callable<Integer> {
    private static final String EACH = "each";

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A results folder of `run`, a model folder, a model zip, or a model folder of nnU-Net.")
    Path place;

    @Parameters(
            index = "1",
            paramLabel = "IMAGES",
            description =
                    "Folder with <case>_0000.nii.gz …, a file for each channel, or <case>.nii.gz with all of them.")
    Path images;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the label maps, <case>.nii.gz or in the format of the image.")
    Path out;

    @Option(
            names = "--configuration",
            paramLabel = "NAME",
            description = "Default: the only one that is trained, else 3d_fullres.")
    String configuration;

    @Option(
            names = "--folds",
            paramLabel = "FOLDS",
            defaultValue = EACH,
            description = "each (default: the mean of all numbered folds), all (the fold of that name, trained on all"
                    + " cases), or numbers such as 0,1,2.")
    String folds;

    @Option(
            names = "--checkpoint",
            paramLabel = "KIND",
            defaultValue = "final",
            description = "final (default) or best.")
    String checkpoint;

    @Option(
            names = "--probabilities",
            description = "Also write <case>.npz, as nnU-Net lays it out, and <case>_probabilities.nii.gz.")
    boolean probabilities;

    @Option(names = "--no-mirroring", description = "Predict once, not the mean of all mirrored copies.")
    boolean noMirroring;

    @Option(
            names = "--step",
            paramLabel = "PART",
            description = "Distance of neighbouring tiles as a part of the patch, above 0 to 1 (default: 0.5, or as the"
                    + " experiment has it).")
    Double step;

    @Option(
            names = "--previous-stage",
            paramLabel = "DIR",
            description =
                    "Of a cascade: label maps of its first stage for these images (default: they are predicted first,"
                            + " into a folder inside of --out).")
    Path previousStage;

    @Option(names = "--overwrite", description = "Make label maps anew that are there already (default: keep them).")
    boolean overwrite;

    @Option(names = "--threads", paramLabel = "N", description = "Default: all cores.")
    Integer threads;

    @Mixin
    StrictOption strictness = new StrictOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminals.standard();
        try (ModelPlace opened = ModelPlace.open(place)) {
            Model model = ModelReader.read(opened.folder(), kind(), Optional.ofNullable(configuration));
            TrainedConfiguration chosen = chosen(model);
            List<TrainedFold> members = members(chosen);
            terminal.line(model.dataset() + ", " + chosen.name() + ", "
                    + (members.size() == 1 ? "fold " : "mean of folds ")
                    + String.join(", ", members.stream().map(TrainedFold::fold).toList()));
            return run(model, chosen, members, out, maps(model, chosen, terminal), probabilities, terminal);
        }
    }

    /** Label maps of the previous stage: as given, else predicted now, with all of its folds. */
    private Optional<Path> maps(Model model, TrainedConfiguration chosen, Terminal terminal)
            throws IOException, InterruptedException {
        Optional<String> name = model.plans().configuration(chosen.name()).previousStage();
        if (previousStage != null || name.isEmpty()) {
            return Optional.ofNullable(previousStage);
        }
        Optional<TrainedConfiguration> previous = model.find(name.get());
        if (previous.isEmpty()) {
            return Optional.empty();
        }
        Path folder = out.resolve(name.get());
        terminal.line("first " + name.get() + ", mean of folds "
                + String.join(
                        ", ",
                        previous.get().each().stream().map(TrainedFold::fold).toList()));
        run(model, previous.get(), previous.get().each(), folder, Optional.empty(), false, terminal);
        terminal.line("then " + chosen.name());
        return Optional.of(folder);
    }

    private int run(
            Model model,
            TrainedConfiguration configurationUsed,
            List<TrainedFold> members,
            Path target,
            Optional<Path> maps,
            boolean withProbabilities,
            Terminal terminal)
            throws IOException, InterruptedException {
        return new FolderPrediction(
                        new PredictionRequest(
                                model,
                                configurationUsed,
                                members,
                                settings(model.experiment()),
                                TorchDevice::best,
                                threads == null ? Machine.cores() : threads,
                                images,
                                target,
                                maps,
                                0,
                                1,
                                overwrite,
                                withProbabilities,
                                strictness.strict,
                                false),
                        terminal)
                .run();
    }

    private CheckpointStore.Kind kind() {
        return switch (checkpoint) {
            case "final" -> CheckpointStore.Kind.FINAL;
            case "best" -> CheckpointStore.Kind.BEST;
            default -> throw new BadInput("--checkpoint: found " + checkpoint + "; expected final or best");
        };
    }

    private TrainedConfiguration chosen(Model model) {
        if (configuration != null) {
            return model.configuration(configuration);
        }
        if (model.configurations().size() == 1) {
            return model.configurations().get(0);
        }
        return model.find("3d_fullres")
                .orElseThrow(() -> new BadInput(place + " holds several trained configurations, "
                        + model.configurations().stream()
                                .map(TrainedConfiguration::name)
                                .toList()
                        + "; name one with --configuration"));
    }

    private List<TrainedFold> members(TrainedConfiguration chosen) {
        if (folds.equals(EACH)) {
            return chosen.each();
        }
        List<String> names =
                Arrays.stream(folds.split(",", -1)).map(String::strip).toList();
        if (!names.stream().allMatch(n -> n.equals(Experiment.FOLD_ALL) || n.matches("0|[1-9][0-9]{0,2}"))
                || names.stream().distinct().count() != names.size()) {
            throw new BadInput("--folds: found " + folds + "; expected each, all, or numbers such as 0,1,2, each once");
        }
        return chosen.named(names);
    }

    private PredictionSettings settings(Experiment experiment) {
        double used = step == null ? experiment.prediction().stepFraction() : step;
        if (!(used > 0 && used <= 1)) {
            throw new BadInput("--step: found " + step + "; expected a number above 0, up to 1");
        }
        return new PredictionSettings(experiment.prediction().mirroring() && !noMirroring, used);
    }
}
