package io.nephrite.imaging.nrrd;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.TextHeader;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fields of a NRRD header as they stand in the file. Comments and key/value pairs, which may name a patient, are
 * left.
 */
final class NrrdFields {
    private static final Pattern MAGIC = Pattern.compile("NRRD000[1-9]");
    private static final Map<String, String> SYNONYMS = Map.of(
            "datafile", "data file",
            "lineskip", "line skip",
            "byteskip", "byte skip",
            "axismins", "axis mins",
            "axismaxs", "axis maxs",
            "centers", "centerings");

    private final Map<String, String> fields = new HashMap<>();
    /** File names of a list behind the header. */
    private final boolean listed;

    /**
     * @param in at the first byte; left behind the header
     * @throws ImageFileException where this is no NRRD header
     */
    NrrdFields(InputStream in) throws IOException {
        TextHeader header = new TextHeader(in);
        Optional<String> magic = header.line();
        if (magic.isEmpty()) {
            throw ImageFileException.of(FaultCode.FILE_EMPTY, "0 bytes", "a NRRD file");
        }
        if (!MAGIC.matcher(magic.get().strip()).matches()) {
            throw ImageFileException.of(
                    FaultCode.FORMAT_DIFFERS, "no NRRD signature", "the line NRRD0004 or alike first");
        }
        boolean ends = false;
        for (Optional<String> line = header.line(); line.isPresent() && !ends; ) {
            String text = line.get();
            ends = text.isEmpty() || text.toLowerCase(Locale.ROOT).matches("data ?file: *list.*");
            take(text);
            if (!ends) {
                line = header.line();
            }
        }
        listed = find("data file")
                .filter(f -> f.toLowerCase(Locale.ROOT).startsWith("list"))
                .isPresent();
        if (!ends && find("data file").isEmpty()) {
            throw ImageFileException.of(
                    FaultCode.FILE_TRUNCATED, "the end of the file in its header", "an empty line and the voxels");
        }
    }

    private void take(String line) {
        int colon = line.indexOf(':');
        if (line.startsWith("#") || colon < 1 || line.startsWith(":=", colon)) {
            return;
        }
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        fields.put(SYNONYMS.getOrDefault(name, name), line.substring(colon + 1).strip());
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Words between blanks. */
    Optional<List<String>> words(String name) {
        return find(name).map(v -> List.of(v.split("\\s+", -1)));
    }

    /** Whether the voxels lie in several files. */
    boolean isListed() {
        return listed;
    }
}
