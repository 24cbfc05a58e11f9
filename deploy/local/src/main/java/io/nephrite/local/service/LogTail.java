package io.nephrite.local.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The end of a service's log. */
final class LogTail {
    private static final int BYTES = 1 << 16;
    private static final String ERROR = " ERROR ";
    private static final String ERROR_IN_JSON = "\"level\":\"ERROR\"";

    private LogTail() {}

    /**
     * Returns the last line of level ERROR among the last 64 KiB of the log, from its level on. Empty if there is no
     * such line.
     *
     * @throws IOException where the log cannot be read
     */
    static Optional<String> lastError(Path log) throws IOException {
        return end(log).lines()
                .filter(line -> line.contains(ERROR) || line.contains(ERROR_IN_JSON))
                .reduce((earlier, later) -> later)
                .map(LogTail::fromItsLevel);
    }

    /** A line of JSON (NEPHRITE_LOG_JSON) is returned whole. */
    private static String fromItsLevel(String line) {
        return line.substring(Math.max(0, line.indexOf(ERROR) + 1)).strip();
    }

    private static String end(Path log) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            channel.position(Math.max(0, channel.size() - BYTES));
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // read on
            }
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }
}
