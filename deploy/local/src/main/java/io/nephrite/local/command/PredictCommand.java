package io.nephrite.local.command;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.selection.AcceptedFilters;
import io.nephrite.core.selection.Selection;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.ModelReader;
import io.nephrite.learning.model.TrainedConfiguration;
import io.nephrite.learning.model.TrainedFold;
import io.nephrite.learning.network.Precision;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.command.PredictionRequest.Member;
import io.nephrite.local.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
            description =
                    "Default: what the cross-validation has chosen, one or an ensemble, with its postprocessing; without"
                            + " a choice the only one that is trained, all of a model folder, or 3d_fullres.")
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
            description = "Also write <case>.npz and <case>.pkl, as nnU-Net lays them out, and"
                    + " <case>_probabilities.nii.gz.")
    boolean probabilities;

    @Option(names = "--no-mirroring", description = "Predict once, not the mean of all mirrored copies.")
    boolean noMirroring;

    @Option(
            names = "--precision",
            paramLabel = "P",
            defaultValue = "auto",
            description = "Of the networks: auto (default: fp32 on a CPU, as fast as possible on a GPU), fp32, or bf16,"
                    + " which takes less time on CPUs that have instructions for it, and changes a few labels.")
    String precision;

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

    @Option(
            names = "--overwrite",
            description = "Predict again what is predicted already (default: keep those label maps).")
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
            Chosen chosen = chosen(model, opened.folder());
            terminal.line(model.dataset() + ", "
                    + chosen.members.stream().map(Member::said).collect(Collectors.joining(" + "))
                    + (chosen.filters.isEmpty() ? "" : ", then only the largest component of " + chosen.filters)
                    + chosen.why);
            Optional<Path> maps = chosen.members.size() == 1
                    ? maps(model, chosen.members.get(0), terminal)
                    : Optional.ofNullable(previousStage);
            return run(model, chosen.members, chosen.filters, out, maps, probabilities, terminal);
        }
    }

    /**
     * What predicts.
     *
     * @param why in words, where it was not asked for by name; begins with a space
     */
    private record Chosen(List<Member> members, List<List<Integer>> filters, String why) {}

    /** Label maps of the previous stage: as given, else predicted now, with all of its folds. */
    private Optional<Path> maps(Model model, Member chosen, Terminal terminal)
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
        Member first = new Member(previous.get(), previous.get().each());
        run(model, List.of(first), List.of(), folder, Optional.empty(), false, terminal);
        terminal.line("then " + chosen.name());
        return Optional.of(folder);
    }

    private int run(
            Model model,
            List<Member> members,
            List<List<Integer>> filters,
            Path target,
            Optional<Path> maps,
            boolean withProbabilities,
            Terminal terminal)
            throws IOException, InterruptedException {
        return new FolderPrediction(
                        new PredictionRequest(
                                model,
                                members,
                                filters,
                                settings(model.experiment()),
                                precision(),
                                CommandDevice::chosen,
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

    private Optional<Precision> precision() {
        return switch (precision) {
            case "auto" -> Optional.empty();
            case "fp32" -> Optional.of(Precision.FP32);
            case "bf16" -> Optional.of(Precision.BF16);
            default -> throw new BadInput("--precision: found " + precision + "; expected auto, fp32 or bf16");
        };
    }

    private CheckpointStore.Kind kind() {
        return switch (checkpoint) {
            case "final" -> CheckpointStore.Kind.FINAL;
            case "best" -> CheckpointStore.Kind.BEST;
            default -> throw new BadInput("--checkpoint: found " + checkpoint + "; expected final or best");
        };
    }

    /**
     * One configuration where it is named, or the only one; else what the cross-validation has chosen, as the services
     * do for test images; else all that a model folder names.
     */
    private Chosen chosen(Model model, Path folder) throws IOException {
        if (configuration != null) {
            return one(model.configuration(configuration), List.of());
        }
        Path selection = folder.resolve("selection.json");
        if (Files.isRegularFile(selection)) {
            Selection found = Selection.parse(Files.readAllBytes(selection));
            return new Chosen(
                    found.configurations().stream()
                            .map(model::configuration)
                            .map(chosen -> new Member(
                                    chosen, folds.equals(EACH) ? chosen.named(found.folds()) : members(chosen)))
                            .toList(),
                    found.filters(),
                    ", as the cross-validation has chosen (--configuration names another)");
        }
        boolean isModelFolder = Files.isRegularFile(folder.resolve(ModelManifest.FILE));
        List<List<Integer>> filters = isModelFolder && model.documents().containsKey(ModelManifest.POSTPROCESSING)
                ? AcceptedFilters.parse(
                        model.documents().get(ModelManifest.POSTPROCESSING),
                        folder.resolve(ModelManifest.POSTPROCESSING).toString())
                : List.of();
        if (model.configurations().size() == 1) {
            return one(model.configurations().get(0), filters);
        }
        if (isModelFolder) {
            return new Chosen(
                    model.configurations().stream()
                            .filter(c -> model.configurations().stream()
                                    .noneMatch(next -> model.plans()
                                            .configuration(next.name())
                                            .previousStage()
                                            .equals(Optional.of(c.name()))))
                            .map(c -> new Member(c, members(c)))
                            .toList(),
                    filters,
                    ", all that the model names (--configuration names one of them)");
        }
        return one(
                model.find(ConfigurationKind.FULLRES.text())
                        .orElseThrow(() -> new BadInput(place + " holds several trained configurations, "
                                + model.configurations().stream()
                                        .map(TrainedConfiguration::name)
                                        .toList()
                                + ", and no selection.json that names one; name one with --configuration")),
                List.of());
    }

    private Chosen one(TrainedConfiguration chosen, List<List<Integer>> filters) {
        return new Chosen(List.of(new Member(chosen, members(chosen))), filters, "");
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
