package io.nephrite.imaging.format;

import io.nephrite.core.dataset.FaultCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of text at the beginning of a file, read byte by byte, so that what follows them is left. */
public final class TextHeader {
    private static final int LONGEST = 1 << 20;

    private final InputStream in;
    private int read;

    /**
     * Makes a reader of lines.
     *
     * @param in a buffered stream
     */
    public TextHeader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next line.
     *
     * @return the next line without its end; empty at the end of the file
     * @throws ImageFileException where the header is longer than any sensible one
     */
    public Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
            if (++read > LONGEST) {
                throw ImageFileException.of(
                        FaultCode.HEADER_MALFORMED, "a header without end", "at most " + LONGEST + " bytes of it");
            }
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
