package io.nephrite.local.command;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.npy.NpyArray;
import io.nephrite.imaging.restore.ProbabilityMean;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.local.client.BadInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ensemble",
        description = "Averages the probabilities of several predictions, as nnUNetv2_ensemble does; needs no running"
                + " system.")
final class EnsembleCommand implements Callable<Integer> {
    private static final String ARCHIVE = ".npz";

    @Parameters(
            arity = "2..*",
            paramLabel = "FOLDER",
            description = "Predictions made with --probabilities, in the order in which they are added up.")
    List<Path> folders;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the label maps.")
    Path out;

    @Option(names = "--dataset-json", paramLabel = "FILE", required = true, description = "Declares the labels.")
    Path datasetJson;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminals.standard();
        LabelMap labels = OfflineInput.description(datasetJson).labels();
        SortedMap<String, Path> maps = LabelMapFiles.in(folders.get(0));
        for (Path folder : folders) {
            requireSameCases(folder, maps);
        }
        Files.createDirectories(out);
        for (Map.Entry<String, Path> map : maps.entrySet()) {
            LabelVolume grid = LabelMapFiles.read(map.getValue());
            LabelMapFiles.write(average(map.getKey(), grid, labels), map.getValue(), out);
            terminal.line(map.getKey());
        }
        return ExitCode.OK;
    }

    private static void requireSameCases(Path folder, SortedMap<String, Path> maps) throws IOException {
        TreeSet<String> missing = new TreeSet<>();
        for (String caseId : maps.keySet()) {
            if (!Files.isRegularFile(folder.resolve(caseId + ARCHIVE))) {
                missing.add(caseId);
            }
        }
        TreeSet<String> more = new TreeSet<>(LabelMapFiles.in(folder).keySet());
        more.removeAll(maps.keySet());
        if (!missing.isEmpty() || !more.isEmpty()) {
            throw new BadInput(folder + ": "
                    + (missing.isEmpty() ? "" : "no probabilities (" + ARCHIVE + ") of " + missing + "; ")
                    + (more.isEmpty() ? "" : "cases that the first folder does not have: " + more + "; ")
                    + "expected the same cases in all folders, predicted with --probabilities");
        }
    }

    private LabelVolume average(String caseId, LabelVolume grid, LabelMap labels) throws IOException {
        int voxels = grid.voxels().length();
        ProbabilityMean mean = new ProbabilityMean(labels.outputs(), voxels);
        for (Path folder : folders) {
            Path file = folder.resolve(caseId + ARCHIVE);
            NpyArray probabilities = probabilities(file);
            int[] expected = {
                labels.outputs(),
                grid.shape().z(),
                grid.shape().y(),
                grid.shape().x()
            };
            if (!Arrays.equals(probabilities.shape(), expected)) {
                throw new BadInput(file + ": found probabilities of shape " + Arrays.toString(probabilities.shape())
                        + ", expected " + Arrays.toString(expected)
                        + " (outputs and the grid of the first folder's label map)");
            }
            mean.add(probabilities.floats());
        }
        LabelArray decided = LabelArray.allocate(voxels, labels.declaredValues().last());
        for (int i = 0; i < voxels; i++) {
            decided.set(i, mean.label(i, labels));
        }
        return new LabelVolume(decided, grid.shape(), grid.spacing());
    }

    private static NpyArray probabilities(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals("probabilities.npy")) {
                    return Npy.read(zip);
                }
            }
        }
        throw new BadInput(file + " holds no array probabilities; expected what --probabilities writes");
    }
}
