package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.imaging.check.CaseChecker;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.npy.NpyArray;
import io.nephrite.imaging.restore.ProbabilityMean;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ensemble",
        description = "Averages the probabilities of several predictions, as nnUNetv2_ensemble does; needs no running"
                + " system.")
final class EnsembleCommand implements Callable<Integer> {
    private static final String ARCHIVE = ".npz";
    /** Of half precision, in which archives may be. */
    private static final float TOLERANCE = 1e-2f;

    @Parameters(
            arity = "2..*",
            paramLabel = "FOLDER",
            description = "Predictions made with --probabilities, in the order in which they are added up.")
    List<Path> folders;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the label maps.")
    Path out;

    @Option(names = "--dataset-json", paramLabel = "FILE", required = true, description = "Declares the labels.")
    Path datasetJson;

    @Mixin
    StrictOption strictness = new StrictOption();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminals.standard();
        LabelMap labels = OfflineInput.description(datasetJson).labels();
        LeftOut leftOut = new LeftOut(terminal, strictness.strict);
        SortedMap<String, Path> maps = LabelMapFiles.in(folders.get(0), leftOut, terminal);
        CaseChecker checker = new CaseChecker(List.of("label"), labels);
        for (Path folder : folders) {
            compare(folder, maps, checker, leftOut, terminal);
        }
        Files.createDirectories(out);
        int done = LabelMapFiles.each(maps, leftOut, terminal, (caseId, map) -> {
            LabelVolume grid = LabelMapFiles.read(caseId, map);
            LabelMapFiles.write(caseId, average(caseId, grid, labels), map, out);
        });
        return leftOut.conclude(done, "averaged");
    }

    /** Each folder must hold the probabilities of each case, on the grid of the first folder's label map. */
    private static void compare(
            Path folder, SortedMap<String, Path> maps, CaseChecker checker, LeftOut leftOut, Terminal terminal)
            throws IOException {
        SortedMap<String, Path> others = LabelMapFiles.in(folder, leftOut, terminal);
        for (Map.Entry<String, Path> map : maps.entrySet()) {
            String caseId = map.getKey();
            if (!Files.isRegularFile(folder.resolve(caseId + ARCHIVE))) {
                leftOut.add(
                        caseId,
                        caseId + ": " + folder + ": found no probabilities, expected " + caseId + ARCHIVE
                                + "; predict it with --probabilities");
            }
            Path other = others.remove(caseId);
            if (other != null && !other.equals(map.getValue()) && !leftOut.contains(caseId)) {
                leftOut.tell(checker.checkPrediction(
                        caseId, stored(map.getValue()), stored(other), new LabelFiles(), false));
            }
        }
        others.keySet().removeAll(leftOut.reasons().keySet());
        others.forEach((caseId, file) -> leftOut.add(
                caseId,
                caseId + ": " + file
                        + ": found a case that the first folder does not have, expected the same cases in all"
                        + " folders; predict it there too"));
    }

    private static StoredFile stored(Path file) throws IOException {
        return new StoredFile(file.toString(), Files.size(file), "");
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
                throw invalid(file + ": found probabilities of shape " + Arrays.toString(probabilities.shape())
                        + ", expected " + Arrays.toString(expected)
                        + " (outputs and the grid of the first folder's label map); predict the case again");
            }
            requireProbabilities(file, probabilities.floats());
            mean.add(probabilities.floats());
        }
        LabelArray decided = LabelArray.allocate(voxels, labels.declaredValues().last());
        for (int i = 0; i < voxels; i++) {
            decided.set(i, mean.label(i, labels));
        }
        return new LabelVolume(decided, grid.shape(), grid.spacing());
    }

    /** A value that is no number would make the first class win. */
    private static void requireProbabilities(Path file, float[] values) {
        for (float value : values) {
            if (!(value >= -TOLERANCE && value <= 1 + TOLERANCE)) {
                throw invalid(file + ": found the value " + value
                        + ", expected probabilities from 0 to 1; predict the case again");
            }
        }
    }

    private static NpyArray probabilities(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals("probabilities.npy")) {
                    return Npy.read(zip);
                }
            }
        } catch (IOException e) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    file + " cannot be read: " + e.getMessage() + "; predict the case again with --probabilities",
                    e);
        }
        throw invalid(file + " holds no array probabilities; expected what --probabilities writes");
    }

    private static PipelineException invalid(String message) {
        return new PipelineException(FailureCode.INVALID_CASE, message);
    }
}
