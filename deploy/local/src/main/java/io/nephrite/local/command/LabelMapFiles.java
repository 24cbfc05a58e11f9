package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.layout.LabelMaps;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads and writes the label maps of folders, case by case. */
final class LabelMapFiles {
    private static final CaseReader READER = new CaseReader(new FolderObjectStore(Path.of("")));

    private LabelMapFiles() {}

    /**
     * Finds the label maps of a folder. Two files that would be the same case are left out; other files are ignored.
     *
     * @return case → file, ascending by case
     * @throws BadInput if the folder has no label map
     */
    static SortedMap<String, Path> in(Path folder, LeftOut leftOut, Terminal terminal) throws IOException {
        FilesOfFolder found = FilesOfFolder.of(folder, Path::toString);
        found.tellFolders(terminal);
        leftOut.tell(found.faults());
        LabelMaps labels = LabelMaps.of(found.files());
        if (labels.byCase().isEmpty()) {
            throw new BadInput(
                    folder + " holds no label map; expected <case>.nii.gz or another of " + ImageFormat.listed());
        }
        SortedMap<String, Path> maps = new TreeMap<>();
        for (Map.Entry<String, List<StoredFile>> files : labels.byCase().entrySet()) {
            Optional<Fault> twice = LabelMaps.twice(files.getKey(), files.getValue());
            if (twice.isPresent()) {
                leftOut.tell(List.of(twice.get()));
            } else {
                maps.put(files.getKey(), Path.of(files.getValue().get(0).key()));
            }
        }
        return maps;
    }

    /**
     * Does a work on each case. One that cannot be read is left out, the others go on.
     *
     * @return how many were worked on
     */
    static int each(SortedMap<String, Path> maps, LeftOut leftOut, Terminal terminal, Work work) throws IOException {
        int done = 0;
        for (Map.Entry<String, Path> map : maps.entrySet()) {
            if (leftOut.contains(map.getKey())) {
                continue;
            }
            try {
                work.on(map.getKey(), map.getValue());
                terminal.line(map.getKey());
                done++;
            } catch (PipelineException e) {
                String message = e.getMessage();
                leftOut.add(map.getKey(), message.startsWith(map.getKey()) ? message : map.getKey() + ": " + message);
            }
        }
        return done;
    }

    /** What is done with a case. */
    interface Work {
        void on(String caseId, Path map) throws IOException;
    }

    static LabelVolume read(String caseId, Path map) {
        return READER.prediction(caseId, map.toString());
    }

    /**
     * Writes a label map under the name of another one, with its geometry.
     *
     * @param original a label map of the same case
     */
    static void write(String caseId, LabelVolume labels, Path original, Path folder) throws IOException {
        String ending = ImageFormat.ending(original.getFileName().toString()).orElseThrow();
        write(caseId, labels, READER.predictionHeader(caseId, original.toString()), folder, ending);
    }

    /**
     * Writes {@code <case><ending>}, and before it what has to lie beside it.
     *
     * @param original whose geometry the file gets
     */
    static void write(String caseId, LabelVolume labels, ImageHeader original, Path folder, String ending)
            throws IOException {
        Optional<byte[]> spacing = LabelFileWriter.spacingBeside(original, ending);
        if (spacing.isPresent()) {
            Files.write(folder.resolve(caseId + ".json"), spacing.get());
        }
        WholeFile.write(folder.resolve(caseId + ending), out -> LabelFileWriter.write(out, labels, original, ending));
    }
}
