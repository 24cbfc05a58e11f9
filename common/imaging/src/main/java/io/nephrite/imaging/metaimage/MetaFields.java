package io.nephrite.imaging.metaimage;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.TextHeader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a MetaImage header as they stand in the file; free text, which may name a patient, is not asked for.
 */
final class MetaFields {
    private static final String LAST = "ElementDataFile";

    private final Map<String, String> fields = new HashMap<>();

    /**
     * @param in at the first byte; left behind the header
     * @throws ImageFileException where this is no MetaImage header
     */
    MetaFields(InputStream in) throws IOException {
        TextHeader header = new TextHeader(in);
        Optional<String> line = header.line();
        if (line.isEmpty()) {
            throw ImageFileException.of(FaultCode.FILE_EMPTY, "0 bytes", "a MetaImage file");
        }
        if (!take(line.get())) {
            throw notMetaImage();
        }
        while (!fields.containsKey(LAST)) {
            line = header.line();
            if (line.isEmpty()) {
                throw fields.containsKey("NDims") || fields.containsKey("DimSize")
                        ? ImageFileException.of(
                                FaultCode.FILE_TRUNCATED, "the end of the file in its header", LAST + " and the voxels")
                        : notMetaImage();
            }
            take(line.get());
        }
    }

    private boolean take(String line) {
        int sign = line.indexOf('=');
        if (sign < 1) {
            return false;
        }
        fields.put(line.substring(0, sign).strip(), line.substring(sign + 1).strip());
        return true;
    }

    private static ImageFileException notMetaImage() {
        return ImageFileException.of(
                FaultCode.FORMAT_DIFFERS, "no MetaImage header", "lines such as \"ObjectType = Image\" first");
    }

    /** The first of these that is there. */
    Optional<String> find(String... names) {
        return Arrays.stream(names).filter(fields::containsKey).map(fields::get).findFirst();
    }

    /** Words between blanks. */
    Optional<List<String>> words(String... names) {
        return find(names).map(v -> List.of(v.split("\\s+", -1)));
    }

    /** As MetaIO has it: by the first letter. */
    boolean isTrue(String... names) {
        return find(names)
                .filter(v -> v.startsWith("T") || v.startsWith("t") || v.startsWith("1"))
                .isPresent();
    }
}
