package io.nephrite.local.command;

import io.nephrite.core.dataset.ImageFormat;
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
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Label maps of a folder by case, without the probabilities that may lie beside them. */
final class LabelMapFiles {
    private static final String PROBABILITIES = "_probabilities";

    private LabelMapFiles() {}

    /** @return case → file, ascending by case */
    static SortedMap<String, Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new BadInput(folder + " is no folder; expected one with label maps");
        }
        SortedMap<String, Path> maps = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                ImageFormat.ending(name)
                        .ifPresent(ending -> maps.put(name.substring(0, name.length() - ending.length()), file));
            }
        }
        maps.keySet()
                .removeIf(name -> name.endsWith(PROBABILITIES)
                        && Files.exists(
                                folder.resolve(name.substring(0, name.length() - PROBABILITIES.length()) + ".npz")));
        if (maps.isEmpty()) {
            throw new BadInput(
                    folder + " holds no label map; expected <case>.nii.gz or another of " + ImageFormat.listed());
        }
        return maps;
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
