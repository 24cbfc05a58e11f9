package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.local.client.BadInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Label maps of a folder by case, without the probabilities that may lie beside them. */
final class LabelMapFiles {
    private static final String PROBABILITIES = "_probabilities";

    private LabelMapFiles() {}

    /**
     * The label maps of a folder. What cannot be told apart or read is left out, what is no label map is told.
     *
     * @return case → file, ascending by case
     * @throws BadInput where there is none
     */
    static SortedMap<String, Path> in(Path folder, LeftOut leftOut, Terminal terminal) throws IOException {
        FilesOfFolder found = FilesOfFolder.of(folder, Path::toString);
        found.tellFolders(terminal);
        leftOut.tell(found.faults());
        SortedMap<String, Path> maps = new TreeMap<>();
        Set<String> twice = new TreeSet<>();
        for (StoredFile stored : found.files()) {
            Path file = Path.of(stored.key());
            String name = file.getFileName().toString();
            if (ImageFormat.ending(name).isEmpty() || name.startsWith(".") || isProbabilities(file)) {
                continue;
            }
            String caseId = FileNames.stem(name);
            Path other = maps.putIfAbsent(caseId, file);
            if (other != null) {
                twice.add(caseId);
                leftOut.tell(List.of(
                        Fault.of(FaultCode.FILE_TWICE, name + " beside " + other.getFileName(), "one of the two")
                                .of(caseId)
                                .in(stored.key())));
            }
        }
        if (maps.isEmpty()) {
            throw new BadInput(
                    folder + " holds no label map; expected <case>.nii.gz or another of " + ImageFormat.listed());
        }
        maps.keySet().removeAll(twice);
        return maps;
    }

    /** Whether it holds what was written beside a label map and its archive, to be looked at. */
    private static boolean isProbabilities(Path file) {
        String caseId = FileNames.stem(file.getFileName().toString());
        return caseId.endsWith(PROBABILITIES)
                && Files.exists(
                        file.resolveSibling(caseId.substring(0, caseId.length() - PROBABILITIES.length()) + ".npz"));
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
            } catch (ImageFileException | PipelineException e) {
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

    static LabelVolume read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return ImageFileReader.readLabel(in, file.toString());
        }
    }

    /**
     * Writes a label map under the name of another one, with its geometry.
     *
     * @param original a label map of the same case
     */
    static void write(LabelVolume labels, Path original, Path folder) throws IOException {
        ImageHeader header;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(original))) {
            header = ImageFileReader.readHeader(in, original.toString());
        }
        String name = original.getFileName().toString();
        String ending = ImageFormat.ending(name).orElseThrow();
        Optional<byte[]> spacing = LabelFileWriter.spacingBeside(header, ending);
        if (spacing.isPresent()) {
            Files.write(folder.resolve(name.substring(0, name.length() - ending.length()) + ".json"), spacing.get());
        }
        // a name is only ever given to a whole file
        Path partial = folder.resolve(name + ".part");
        try (OutputStream out = Files.newOutputStream(partial)) {
            LabelFileWriter.write(out, labels, header, ending);
        }
        Files.move(partial, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
