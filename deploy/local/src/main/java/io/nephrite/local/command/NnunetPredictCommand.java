package io.nephrite.local.command;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.core.numpy.PythonJson;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.ModelReader;
import io.nephrite.learning.model.TrainedConfiguration;
import io.nephrite.learning.model.TrainedFold;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * nnUNetv2_predict with its flags and its folders.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code predict_from_raw_data.py}, {@code predict_entry_point}.
 */
@Command(
        name = "predict",
        description =
                "As nnUNetv2_predict: finds the model in the tree that nnUNet_results names; takes nnU-Net's flags.")
final class NnunetPredictCommand implements Callable<Integer> {
    private static final String RESULTS = "nnUNet_results";

    @Option(names = "-i", paramLabel = "DIR", required = true, description = "Images, <case>_0000.nii.gz ….")
    Path input;

    @Option(names = "-o", paramLabel = "DIR", required = true, description = "Label maps.")
    Path output;

    @Option(names = "-d", paramLabel = "DATASET", required = true, description = "Number or name of the dataset.")
    String dataset;

    @Option(names = "-c", paramLabel = "NAME", required = true, description = "Configuration, such as 3d_fullres.")
    String configuration;

    @Option(names = "-p", paramLabel = "PLANS", defaultValue = "nnUNetPlans", description = "Default: nnUNetPlans.")
    String plans;

    @Option(names = "-tr", paramLabel = "NAME", defaultValue = "nnUNetTrainer", description = "Default: nnUNetTrainer.")
    String trainer;

    @Option(names = "-f", paramLabel = "FOLD", arity = "1..*", description = "Folds, or all (default: 0 1 2 3 4).")
    List<String> folds = List.of("0", "1", "2", "3", "4");

    @Option(
            names = "-chk",
            paramLabel = "FILE",
            defaultValue = "checkpoint_final.pth",
            description = "checkpoint_final.pth (default) or checkpoint_best.pth.")
    String checkpoint;

    @Option(names = "-step_size", paramLabel = "PART", defaultValue = "0.5", description = "Default: 0.5.")
    double stepSize;

    @Option(names = "--disable_tta", description = "No mirroring.")
    boolean disableTta;

    @Option(names = "--save_probabilities", description = "Also write <case>.npz.")
    boolean saveProbabilities;

    @Option(
            names = {"--continue_prediction", "--c"},
            description = "Keep label maps that are there.")
    boolean continuePrediction;

    @Option(names = "-prev_stage_predictions", paramLabel = "DIR", description = "Label maps of the previous stage.")
    Path previousStage;

    @Option(names = "-npp", paramLabel = "N", description = "Taken, without effect: one process does it all.")
    Integer preprocessing;

    @Option(names = "-nps", paramLabel = "N", description = "Taken, without effect: one process does it all.")
    Integer export;

    @Option(names = "-num_parts", paramLabel = "N", defaultValue = "1", description = "Default: 1.")
    int parts;

    @Option(names = "-part_id", paramLabel = "N", defaultValue = "0", description = "Default: 0.")
    int part;

    @Option(names = "-device", paramLabel = "NAME", description = "cpu or cuda (default: cuda where there is a GPU).")
    String device;

    @Option(names = "--not_on_device", description = "Taken, without effect: sums are kept in main memory.")
    boolean notOnDevice;

    @Option(names = "--disable_progress_bar", description = "Draw nothing while a case is predicted.")
    boolean disableProgressBar;

    @Option(names = "--verbose", description = "Taken, without effect.")
    boolean verbose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(stepSize > 0 && stepSize <= 1)) {
            throw new BadInput("-step_size: found " + stepSize + "; expected a number above 0, up to 1");
        }
        if (parts < 1 || part < 0 || part >= parts) {
            throw new BadInput("-part_id: found " + part + " of " + parts + " parts; expected 0 to " + (parts - 1));
        }
        Terminal terminal = Terminals.standard();
        Path folder = modelFolder();
        try (ModelPlace opened = ModelPlace.open(folder)) {
            Model model = ModelReader.read(opened.folder(), kind(), Optional.of(configuration));
            TrainedConfiguration chosen = model.configuration(configuration);
            List<TrainedFold> members = chosen.named(folds);
            int status = new FolderPrediction(
                            new PredictionRequest(
                                    model,
                                    List.of(new PredictionRequest.Member(chosen, members)),
                                    List.of(),
                                    new PredictionSettings(!disableTta, stepSize),
                                    Optional.empty(),
                                    this::chosenDevice,
                                    Machine.cores(),
                                    input,
                                    output,
                                    Optional.ofNullable(previousStage),
                                    part,
                                    parts,
                                    !continuePrediction,
                                    saveProbabilities,
                                    false,
                                    disableProgressBar),
                            terminal)
                    .run();
            for (String name : List.of("dataset.json", "plans.json")) {
                Files.copy(folder.resolve(name), output.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.write(output.resolve("predict_from_raw_data_args.json"), arguments());
            return status;
        }
    }

    private CheckpointStore.Kind kind() {
        return switch (checkpoint) {
            case "checkpoint_final.pth" -> CheckpointStore.Kind.FINAL;
            case "checkpoint_best.pth" -> CheckpointStore.Kind.BEST;
            default ->
                throw new BadInput(
                        "-chk: found " + checkpoint + "; expected checkpoint_final.pth or checkpoint_best.pth");
        };
    }

    private TorchDevice chosenDevice() {
        return device == null ? CommandDevice.chosen() : CommandDevice.find("-device", device);
    }

    private Path modelFolder() throws IOException {
        String root = System.getenv(RESULTS);
        if (root == null || !Files.isDirectory(Path.of(root))) {
            throw new BadInput("the environment variable " + RESULTS + " is " + (root == null ? "not set" : root)
                    + "; expected the folder with nnU-Net's trained models");
        }
        Path folder = datasetFolder(Path.of(root)).resolve(trainer + "__" + plans + "__" + configuration);
        if (!Files.isDirectory(folder)) {
            throw new BadInput(folder + " does not exist; expected a trained model, check -c, -p and -tr");
        }
        for (String fold : folds) {
            if (!fold.equals(Experiment.FOLD_ALL) && !fold.matches("0|[1-9][0-9]{0,2}")) {
                throw new BadInput("-f: found " + fold + "; expected numbers, or all");
            }
        }
        return folder;
    }

    private Path datasetFolder(Path root) throws IOException {
        if (dataset.startsWith("Dataset")) {
            return root.resolve(dataset);
        }
        if (!dataset.matches("[0-9]{1,3}")) {
            throw new BadInput("-d: found " + dataset + "; expected a number, or a name such as Dataset040_KiTS");
        }
        String prefix = String.format(Locale.ROOT, "Dataset%03d_", Integer.parseInt(dataset));
        List<Path> found;
        try (Stream<Path> files = Files.list(root)) {
            found = files.filter(f -> f.getFileName().toString().startsWith(prefix) && Files.isDirectory(f))
                    .sorted()
                    .toList();
        }
        if (found.size() != 1) {
            throw new BadInput("-d: found " + found.size() + " folders " + prefix + "… in " + root + "; expected one");
        }
        return found.get(0);
    }

    /** As nnU-Net notes down its call, sorted by name. */
    private byte[] arguments() {
        SortedMap<String, Object> json = new TreeMap<>();
        json.put("folder_with_segs_from_prev_stage", previousStage == null ? null : previousStage.toString());
        json.put("list_of_lists_or_source_folder", input.toString());
        json.put("num_parts", parts);
        json.put("num_processes_preprocessing", preprocessing == null ? 3 : preprocessing);
        json.put("num_processes_segmentation_export", export == null ? 3 : export);
        json.put("output_folder_or_list_of_truncated_output_files", output.toString());
        json.put("overwrite", !continuePrediction);
        json.put("part_id", part);
        json.put("save_probabilities", saveProbabilities);
        return PythonJson.bytes(json);
    }
}
